"""Greeting, yes, no, stop, repeat and what follows when nothing was understood."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from skills.fallback import OFFERABLE, times_failed, two_to_offer
from skills.ports import Request
from skills.yes_no import yes_or_no
from tests.skills.conftest import NOW, ZONE, House


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("好的", "affirm", True),
        ("嗯", "affirm", True),
        ("要", "fallback", True),
        ("行吧", "play_opera", True),
        ("不用了", "deny", False),
        ("不要", "affirm", False),
        ("算了", "fallback", False),
        ("今天天气怎么样", "ask_weather", None),
        ("是", "ask_time", True),
        ("yes please", "affirm", True),
        ("no", "deny", False),
        ("那个什么", "fallback", None),
        ("今天冷不冷", "ask_weather", None),
        ("明天会不会下雨", "fallback", None),
        ("不是不是", "deny", False),
        ("不对不对", "fallback", False),
        ("随便说一句很长很长很长的好话", "fallback", None),
    ],
)
def test_yes_or_no(text: str, intent: str, said: bool | None) -> None:
    assert yes_or_no(Request(intent, text, NOW, "wang")) is said


@pytest.mark.parametrize(
    ("hour", "word"), [(3, "夜深"), (7, "早上好"), (10, "上午好"), (12, "中午好"), (15, "下午好"), (20, "晚上好")]
)
async def test_greeting(house: House, hour: int, word: str) -> None:
    house.now = datetime(2026, 11, 21, hour, tzinfo=ZONE)
    assert (await house.hear("greet", "你好")).text.startswith(word)


async def test_thanks_and_goodbye(house: House) -> None:
    assert "不客气" in (await house.hear("greet", "谢谢你")).text
    assert "歇着" in (await house.hear("greet", "再见")).text


async def test_help_names_what_can_be_done(house: House) -> None:
    said = (await house.hear("help_me_use", "你会什么")).text
    assert all(word in said for word in ("天气", "戏", "吃药", "救命"))


async def test_stop_ends_music_and_questions(house: House) -> None:
    house.player.files = (Path("a"),)
    await house.hear("send_message", "跟女儿说")
    assert (await house.hear("stop", "停")).text == "好。"
    assert house.player.playing is None
    await house.hear("ask_time", "几点了")
    assert house.station.asked == []


async def test_repeat(house: House) -> None:
    assert "还没说" in (await house.hear("repeat", "再说一遍")).text
    house.voice.last_said = "今天有点凉。"
    assert (await house.hear("repeat", "再说一遍")).text == "今天有点凉。"


async def test_yes_and_no_without_a_question(house: House) -> None:
    assert (await house.hear("affirm", "好的")).text == "好的。"
    assert (await house.hear("deny", "不用")).text == "好，那就算了。"


@pytest.mark.parametrize(
    ("kept", "count"),
    [
        (None, 0),
        (0, 0),
        (1.0, 1),
        ("2", 2),
        ("2.0", 2),
        ("x", 0),
        ([], 0),
        (-3, 0),
        (float("inf"), 0),
        (float("nan"), 0),
    ],
)
def test_times_failed(kept: object, count: int) -> None:
    assert times_failed(kept) == count


@pytest.mark.parametrize(
    ("ranking", "offered"),
    [
        (("play_opera", "ask_weather", "greet"), ("play_opera", "ask_weather")),
        (("affirm", "stop", "ask_time"), ("ask_time", "ask_weather")),
        ((), ("ask_weather", "play_opera")),
        (("ask_weather", "ask_weather"), ("ask_weather", "play_opera")),
        (("nonsense",), ("ask_weather", "play_opera")),
    ],
)
def test_two_to_offer(ranking: tuple[str, ...], offered: tuple[str, str]) -> None:
    assert two_to_offer(ranking) == offered


async def test_again_then_two_choices_then_a_person(house: House) -> None:
    first = await house.hear("fallback", "呜噜呜噜")
    second = await house.hear("fallback", "呜噜噜", ("ask_time", "play_opera"))
    third = await house.hear("fallback", "噜噜噜")
    assert "换个说法" in first.text
    assert "问时间" in second.text and "听戏" in second.text
    assert "社区" in third.text
    assert all(answer.expects_answer for answer in (first, second, third))
    assert "告诉社区" in (await house.hear("affirm", "好")).text
    assert [kind for kind, _ in house.station.asked] == ["community"]
    assert house.slots["offered_intent"] is None


@pytest.mark.parametrize(
    ("intent", "text", "said"),
    [
        ("affirm", "好的", "现在是上午十点。"),
        ("fallback", "第一个", "现在是上午十点。"),
        ("greet", "第二个", "我这里还没有戏。"),
    ],
)
async def test_a_choice_is_done(house: House, intent: str, text: str, said: str) -> None:
    await house.hear("fallback", "呜噜")
    await house.hear("fallback", "呜噜", ("ask_time", "play_opera"))
    assert (await house.hear(intent, text)).text.startswith(said)
    assert (house.slots["offered_intent"], house.slots["fallback_count"]) == (None, 0)


async def test_no_choice(house: House) -> None:
    await house.hear("fallback", "呜噜")
    await house.hear("fallback", "呜噜", ("ask_time", "play_opera"))
    assert (await house.hear("deny", "都不是")).expects_answer
    assert house.slots["offered_intent"] is None


async def test_an_offer_that_was_understood_otherwise_is_left_to_that(house: House) -> None:
    await house.hear("fallback", "呜噜")
    await house.hear("fallback", "呜噜", ("play_opera", "ask_weather"))
    assert "现在是" in (await house.hear("ask_time", "现在几点")).text


async def test_an_offered_skill_asks_on(house: House) -> None:
    await house.hear("fallback", "呜噜")
    await house.hear("fallback", "呜噜", ("set_reminder", "ask_weather"))
    assert (await house.hear("affirm", "对")).text == "要提醒您什么事？"
    assert (await house.hear("fallback", "降压药")).text == "什么时候提醒您？"
    assert "每天早上八点" in (await house.hear("fallback", "每天早上八点")).text


def test_every_offer_has_words(house: House, english_house: House) -> None:
    for home in (house, english_house):
        assert all(home.phrases.has(f"skills.fallback.offer.{intent}") for intent in OFFERABLE)


async def test_old_offers_are_forgotten(house: House) -> None:
    await house.hear("fallback", "呜噜")
    await house.hear("fallback", "呜噜", ("ask_time", "play_opera"))
    house.now = NOW + timedelta(minutes=5)
    assert "现在是" not in (await house.hear("fallback", "第一个")).text
