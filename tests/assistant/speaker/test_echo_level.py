"""What comes out of the loudspeaker is no speech: by its words, by the time at which it was heard, by its loudness."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.speaker.attention import Addressed, Attention
from assistant.speaker.echo import without_echo
from assistant.speaker.echo_level import EchoLevel
from assistant.speaker.own_voice import ECHO_TAIL_S, HeardAt
from tests.assistant.speaker.test_turns import Rig

WEATHER = "今天挺冷的，最低零下四度，最高四度。"


@pytest.mark.parametrize(
    ("heard", "said", "rest"),
    [
        ("最低零下四度停", WEATHER, "停"),
        ("今天挺冷的小声点", WEATHER, "小声点"),
        ("您想听哪个我想听吕剧", "我这里有京剧和吕剧，您想听哪个？", "我想听吕剧"),
        ("挺冷的最低零下", WEATHER, ""),
        ("明天呢", WEATHER, "明天呢"),
        ("停", WEATHER, "停"),
        ("不舒服", "别怕，我这就叫人。", "不舒服"),
        ("", WEATHER, ""),
    ],
)
def test_what_a_person_said_into_the_voice(heard: str, said: str, rest: str) -> None:
    assert without_echo(heard, said) == rest


def learned(*levels_db: float, volume_percent: int = 100) -> EchoLevel:
    level = EchoLevel()
    for each in levels_db:
        level.learn(each, volume_percent)
    return level


def test_little_is_known_at_first() -> None:
    assert not learned(-30, -30).explains(-60)
    assert not learned().explains(-60)


@pytest.mark.parametrize(("level_db", "volume_percent", "explained"), [
    (-32, 100, True), (-28, 100, True), (-26, 100, False),
    (-41, 50, True), (-38, 50, False),  # half the volume sounds 12 dB softer
    (None, 100, False), (-90, 0, False),
])  # fmt: skip
def test_a_person_is_louder(level_db: float | None, volume_percent: int, explained: bool) -> None:
    assert learned(-30, -31, -29, -10).explains(level_db, volume_percent) is explained


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def has_said(rig: Rig, text: str, ended_at: float) -> None:
    rig.mouth.last_said = rig.mouth.sounding = text
    rig.mouth.silent_since, rig.mouth.volume_percent = ended_at, 70
    rig.mouth._lately.append((ended_at, text))


async def test_an_echo_judged_long_afterwards_is_no_answer(rig: Rig) -> None:
    """Its own question, waited for like an unfinished phrase, into the open microphone."""
    now = time.monotonic()
    has_said(rig, "您想听哪个？", now - 3)
    rig.turns._attention = Attention(now + 5)
    heard = HeardAt(now - 5, now - 2.9, -30)
    assert (await rig.turns.utterance("您想听哪个", False, heard=heard)).replies == ()
    assert rig.dialogue.asked == []


async def test_the_answer_behind_the_echo_is_taken(rig: Rig) -> None:
    now = time.monotonic()
    has_said(rig, "您想听哪个？", now - 3)
    rig.turns._attention = Attention(now + 5)
    await rig.turns.utterance("您想听哪个我想听吕剧", False, heard=HeardAt(now - 5, now - 0.5))
    assert [request for request, _ in rig.dialogue.asked] == ["我想听吕剧"]


async def test_an_answer_in_the_speakers_own_words_is_taken(rig: Rig) -> None:
    now = time.monotonic()
    has_said(rig, "是早上八点，还是晚上八点？", now - 3)
    rig.turns._attention = Attention(now + 5)
    await rig.turns.utterance("晚上八点", False, heard=HeardAt(now - 3 + ECHO_TAIL_S + 0.1, now - 1))
    assert [request for request, _ in rig.dialogue.asked] == ["晚上八点"]


async def test_its_own_word_of_a_cry_judged_late_raises_nothing(rig: Rig) -> None:
    now = time.monotonic()
    has_said(rig, "要叫人，就喊救命。", now - 3)
    await rig.turns.utterance("喊救命", False, heard=HeardAt(now - 4, now - 2.8))
    assert rig.alerts() == []
    await rig.turns.utterance("救命", False, heard=HeardAt(now - 1, now - 0.5))
    assert len(rig.alerts()) == 1


async def test_what_the_recognizer_made_of_the_echo_is_known_by_its_loudness(rig: Rig) -> None:
    now = time.monotonic()
    for number in range(3):
        has_said(rig, WEATHER, now - 2)
        await rig.turns.utterance("今天挺冷的最低零下", False, heard=HeardAt(now - 4, now - 1.9, -30 - number))
    rig.turns._attention = Attention(now + 5)
    soft, loud = HeardAt(now - 4, now - 1.9, -30), HeardAt(now - 4, now - 1.9, -15)
    assert (await rig.turns.utterance("今田停了罪的", False, heard=soft)).addressed is Addressed.NOT
    assert (await rig.turns.utterance("小安小安明天呢", False, heard=soft)).addressed is Addressed.WAKE_WORD
    rig.turns._attention = Attention(now + 5)
    assert (await rig.turns.utterance("我想听吕剧", False, heard=loud)).addressed is Addressed.OPEN


async def test_a_cry_is_never_judged_by_its_loudness(rig: Rig) -> None:
    now = time.monotonic()
    rig.turns._own_voice._level = learned(-30, -30, -30)
    has_said(rig, WEATHER, now - 2)
    await rig.turns.utterance("我摔倒了", False, heard=HeardAt(now - 4, now - 1.9, -60))
    assert len(rig.alerts()) == 1


async def test_a_sung_groan_is_not_asked_about_and_hers_is(rig: Rig, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros(16_000, dtype=np.int16), 16_000)
    rig.player.play((tmp_path / "a.wav",))
    now = time.monotonic()
    rig.mouth.silent_since = now - 60
    for _ in range(3):
        await rig.turns.utterance("苏三离了洪洞县", False, heard=HeardAt(now - 3, now - 1, -25))
    sung, hers = HeardAt(now - 2, now - 1, -25), HeardAt(now - 2, now - 1, -12)
    assert not (await rig.turns.utterance("哎哟我不舒服", False, heard=sung)).expects_answer
    assert (await rig.turns.utterance("哎哟我不舒服", False, heard=hers)).expects_answer
