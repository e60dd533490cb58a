"""What goes on with what was said before, and what lies beyond."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile

from skills.beyond import asks_beyond
from skills.follow_up import FollowUp, follow_up, is_whole_follow_up
from skills.recent_talk import Topic
from tests.skills.conftest import NOW, House

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("before", "text", "intent", "meant"),
    [
        ("ask_weather", "那明天呢", "ask_weather", "那明天呢"),
        ("ask_weather", "后天怎么样", "ask_weather", "后天怎么样"),
        ("ask_weather", "那北京呢", "ask_weather", "那北京呢"),
        ("ask_weather", "那闺女那边呢", "ask_weather", "那闺女那边呢"),
        ("ask_weather", "不是今天，是明天", "ask_weather", "明天"),
        ("ask_reminders", "那明天呢", "ask_reminders", "明天有什么药"),
        ("ask_time", "那明天呢", "ask_time", "明天星期几"),
        ("play_opera", "再来一个", "play_opera", "再来一个"),
        ("play_opera", "好听，再放一段吧", "play_opera", "好听，再放一段吧"),
        ("control_playback", "再来一首", "play_opera", "再来一首"),
        ("play_opera", "还有别的吗", "play_opera", "还有别的吗"),
    ],
)
def test_it_goes_on(before: str, text: str, intent: str, meant: str) -> None:
    assert follow_up(text, Topic(NOW, before, "今天星期几"), TODAY) == FollowUp(intent, meant)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("", "那明天呢"), ("ask_weather", "再来一个"), ("play_opera", "那明天呢"), ("ask_reminders", "那北京呢"),
        ("ask_weather", "我女儿呢"), ("ask_weather", "今天还有什么药"), ("play_opera", "再说一遍"),
        ("play_opera", "再来人救我"), ("control_playback", "接着放"), ("play_opera", "换一个"),
        ("ask_weather", ""), ("ask_weather", "那" * 500 + "呢"),
    ],
)  # fmt: skip
def test_it_stands_for_itself(before: str, text: str) -> None:
    assert follow_up(text, Topic(NOW, before, "今天冷不冷"), TODAY) is None


async def test_the_next_day_of_whatever_was_asked_about(house: House) -> None:
    await house.hear("ask_weather", "今天冷不冷")
    assert "明天" in (await house.hear("fallback", "那明天呢")).text
    assert not house.slots.get("fallback_count")
    await house.hear("ask_reminders", "今天还有什么药")
    assert "药" in (await house.hear("ask_weather", "那明天呢")).text


async def test_after_two_minutes_it_is_a_question_of_its_own(house: House) -> None:
    await house.hear("ask_reminders", "今天还有什么药")
    house.now = NOW + timedelta(minutes=3)
    assert "度" in (await house.hear("ask_weather", "那明天呢")).text


async def test_another_piece(house: House) -> None:
    (house.media / "京剧").mkdir(parents=True)
    for name in ("空城计.wav", "借东风.wav"):
        soundfile.write(house.media / "京剧" / name, np.zeros(16_000, dtype=np.int16), 16_000)
    await house.hear("play_opera", "放段戏")
    first = house.player.playing
    await house.hear("fallback", "再来一个")
    assert isinstance(first, Path) and house.player.playing not in (None, first)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("它多少钱一盒", "price"), ("这药贵不贵", "price"), ("哪儿有卖的", "where"), ("上哪买", "where"),
        ("how much is it", "price"),
        ("多少度", None), ("吃多少片", None), ("去哪儿", None), ("", None),
    ],
)  # fmt: skip
def test_what_lies_beyond(text: str, kind: str | None) -> None:
    assert asks_beyond(text) == kind


@pytest.mark.parametrize("intent", ["fallback", "ask_health", "set_reminder"])
async def test_what_it_costs_is_not_known_but_what_is_meant(house: House, intent: str) -> None:
    await house.hear("set_reminder", "每天早上八点提醒我吃降压药")
    await house.hear("set_reminder", "每天晚上八点提醒我吃钙片")
    answer = await house.hear(intent, "它多少钱一盒")
    assert answer.text == "钙片多少钱，我不知道。要我请社区的人问问吗？" and answer.expects_answer
    assert "告诉社区" in (await house.hear("affirm", "好")).text
    assert house.station.asked == [("community", {"said": "钙片：它多少钱一盒"})]


async def test_named_it_is_that_and_unnamed_and_unknown_it_is_this(house: House) -> None:
    assert (await house.hear("fallback", "它多少钱")).text.startswith("这个多少钱")
    assert (await house.hear("fallback", "降压药多少钱一盒")).text.startswith("降压药多少钱")
    assert "算了" in (await house.hear("deny", "不用了")).text
    assert house.station.asked == []


async def test_with_one_medicine_in_the_house_that_is_meant(house: House) -> None:
    await house.hear("set_reminder", "每天早上八点提醒我吃降压药")
    house.now = NOW + timedelta(minutes=30)
    assert (await house.hear("fallback", "它多少钱一盒")).text.startswith("降压药多少钱")


async def test_a_reminder_is_put_right_after_it_was_set(house: House) -> None:
    await house.hear("set_reminder", "每天早上七点提醒我吃钙片")
    await house.hear("set_reminder", "每天早上八点提醒我吃降压药")
    assert (await house.hear("change_reminder", "改成九点")).text == "改好了，每天上午九点，提醒您吃降压药。"
    assert [entry.recurrence.times for entry in house.book.kept] == [("07:00",), ("09:00",)]


def test_the_form_keeps_the_days_of_a_time_that_is_put_right(house: House) -> None:
    house.form.validate("reminder_time", "每天早上八点", house.request("set_reminder", "每天早上八点提醒我吃药"))
    found = house.form.validate("reminder_time", "九点", house.request("change_reminder", "改成九点"))
    assert found["reminder_time"] == "每天早上九点"


@pytest.mark.parametrize("text", ["那明天呢", "它多少钱一盒"])
async def test_the_form_gives_way_to_what_goes_on(house: House, text: str) -> None:
    await house.hear("ask_weather", "今天冷不冷")
    assert house.form.gives_way(house.request("set_reminder", text))
    assert not house.form.gives_way(house.request("set_reminder", "提醒我吃药"))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("那北京呢", True), ("那闺女那边呢", True), ("再来一个", True), ("好听，再放一段吧", True),
        ("那", False), ("那北京", False), ("北京呢", False), ("再来", False), ("", False),
    ],
)  # fmt: skip
def test_after_a_whole_one_nothing_more_is_coming(text: str, whole: bool) -> None:
    assert is_whole_follow_up(text) is whole
