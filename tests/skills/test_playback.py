"""Controlling music, and the loudness and pace of the voice."""

from __future__ import annotations

from pathlib import Path

import pytest

from skills.playback import Control, control_of
from skills.voice_settings import wanted_rate, wanted_volume
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "control"),
    [
        ("暂停", Control.PAUSE),
        ("停一下", Control.PAUSE),
        ("先停一会儿", Control.PAUSE),
        ("等一下再放", Control.PAUSE),
        ("继续", Control.RESUME),
        ("接着放", Control.RESUME),
        ("别停", Control.RESUME),
        ("下一段", Control.NEXT),
        ("换一首", Control.NEXT),
        ("不好听，换个别的", Control.NEXT),
        ("大声点", Control.LOUDER),
        ("声音大一点", Control.LOUDER),
        ("听不见", Control.LOUDER),
        ("声音太小了", Control.LOUDER),
        ("小声点", Control.QUIETER),
        ("轻一点", Control.QUIETER),
        ("太吵了", Control.QUIETER),
        ("声音太大了", Control.QUIETER),
        ("停", Control.STOP),
        ("别放了", Control.STOP),
        ("关了吧", Control.STOP),
        ("不听了", Control.STOP),
        ("pause", Control.PAUSE),
        ("next one", Control.NEXT),
        ("turn it up", Control.LOUDER),
        ("turn it off", Control.STOP),
        ("go on", Control.RESUME),
    ],
)
def test_control(text: str, control: Control) -> None:
    assert control_of(text, paused=False) is control


def test_a_text_that_does_not_say_toggles() -> None:
    assert control_of("那个", paused=False) is Control.PAUSE
    assert control_of("那个", paused=True) is Control.RESUME


async def test_the_player_is_told(house: House) -> None:
    assert "没有在放戏" in (await house.hear("control_playback", "停一下")).text
    house.player.files = (Path("a"), Path("b"))
    assert (await house.hear("control_playback", "停一下")).text == "好，先停一下。"
    states = [house.player.paused]
    await house.hear("control_playback", "接着放")
    states.append(house.player.paused)
    assert states == [True, False]
    await house.hear("control_playback", "下一段")
    assert house.player.playing == Path("b")
    await house.hear("control_playback", "大声点")
    assert house.player.volume == 85
    await house.hear("control_playback", "大声点")
    assert "最大声" in (await house.hear("control_playback", "大声点")).text
    assert house.player.volume == 100
    await house.hear("control_playback", "别放了")
    assert house.player.playing is None


@pytest.mark.parametrize(
    ("text", "volume", "wanted"),
    [
        ("大点声", 70, 85),
        ("大声一点", 95, 100),
        ("声音太小了", 70, 85),
        ("我听不清", 70, 85),
        ("小点声", 70, 55),
        ("太吵了", 70, 55),
        ("声音太大了", 30, 20),
        ("小声点", 20, 20),
        ("最大声", 40, 100),
        ("调到最小", 40, 20),
        ("音量调到五十", 70, 50),
        ("百分之三十", 70, 30),
        ("音量调到百分之五", 70, 20),
        ("正常音量", 90, 70),
        ("volume to 40", 70, 40),
        ("louder please", 70, 85),
        ("音量", 70, None),
        ("", 70, None),
    ],
)
def test_wanted_volume(text: str, volume: int, wanted: int | None) -> None:
    assert wanted_volume(text, volume) == wanted


@pytest.mark.parametrize(
    ("text", "rate", "wanted"),
    [
        ("说慢一点", 0.9, 0.75),
        ("你说得太快了", 0.9, 0.75),
        ("我跟不上", 0.6, 0.5),
        ("快一点说", 0.9, 1.05),
        ("太慢了", 0.9, 1.05),
        ("正常语速", 0.6, 0.9),
        ("快点", 1.95, 2.0),
        ("speak slower", 0.9, 0.75),
        ("faster", 0.9, 1.05),
        ("换个声音", 0.9, None),
    ],
)
def test_wanted_rate(text: str, rate: float, wanted: float | None) -> None:
    assert wanted_rate(text, rate) == wanted


async def test_the_voice_changes_for_good(house: House) -> None:
    assert (await house.hear("change_volume", "大点声")).text == "好，我说大声点。"
    assert house.voice.volume == 85
    assert (await house.hear("change_volume", "最大声")).text == "好，我说大声点。"
    assert (await house.hear("change_volume", "再大点")).text == "已经是最大声了。"
    assert (await house.hear("change_volume", "音量")).expects_answer
    assert (await house.hear("change_speech", "说慢一点")).text == "好，我说慢一点。"
    assert house.voice.speech_rate == 0.75
    for _ in range(3):
        answer = await house.hear("change_speech", "再慢点")
    assert answer.text == "已经是最慢了。" and house.voice.speech_rate == 0.5


async def test_the_music_takes_the_loudness_of_the_voice(house: House) -> None:
    house.player.files = (Path("a"),)
    await house.hear("change_volume", "大点声")
    assert (house.voice.volume, house.player.volume) == (85, 85)
    await house.hear("control_playback", "小声点")
    assert (house.voice.volume, house.player.volume) == (85, 70)
