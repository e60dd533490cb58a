"""The grammar of spoken times: a table, the two readings of a bare hour, and hostile text."""

from __future__ import annotations

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.spoken_time import read_time
from skills.time_answers import settle
from skills.time_reading import AlreadyPast, Ambiguous, NotUnderstood, Understood
from tests.skills.spoken_phrases import AMBIGUOUS, DAILY, EVERY_FEW_DAYS, NOT_UNDERSTOOD, ONCE, WEEKLY

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)  # a Saturday
MEALS = {"breakfast": "07:30", "lunch": "12:00", "supper": "18:00", "bedtime": "21:30"}


def understood(phrase: str, now: datetime = NOW) -> Understood:
    reading = read_time(phrase, now, MEALS)
    assert isinstance(reading, Understood), f"{phrase}: {reading}"
    return reading


@pytest.mark.parametrize(("phrase", "times"), DAILY)
def test_daily(phrase: str, times: str) -> None:
    recurrence = understood(phrase).recurrence
    assert " ".join(recurrence.times) == times
    assert (recurrence.on, recurrence.weekdays, recurrence.every_days) == (None, (), 1)


@pytest.mark.parametrize(("phrase", "times", "on"), ONCE)
def test_once(phrase: str, times: str, on: str) -> None:
    recurrence = understood(phrase).recurrence
    assert (" ".join(recurrence.times), recurrence.on) == (times, date.fromisoformat(on))


@pytest.mark.parametrize(("phrase", "times", "weekdays"), WEEKLY)
def test_weekly(phrase: str, times: str, weekdays: str) -> None:
    recurrence = understood(phrase).recurrence
    assert (" ".join(recurrence.times), recurrence.on) == (times, None)
    assert recurrence.weekdays == tuple(int(number) - 1 for number in weekdays)


@pytest.mark.parametrize(("phrase", "times", "every_days", "start"), EVERY_FEW_DAYS)
def test_every_few_days(phrase: str, times: str, every_days: int, start: str) -> None:
    recurrence = understood(phrase).recurrence
    assert (" ".join(recurrence.times), recurrence.every_days) == (times, every_days)
    assert recurrence.start == date.fromisoformat(start)


@pytest.mark.parametrize("phrase", NOT_UNDERSTOOD)
def test_not_understood_is_told_and_never_guessed(phrase: str) -> None:
    assert read_time(phrase, NOW, MEALS) == NotUnderstood()


@pytest.mark.parametrize(("phrase", "morning", "evening"), AMBIGUOUS)
def test_a_bare_hour_has_two_readings(phrase: str, morning: str, evening: str) -> None:
    reading = read_time(phrase, NOW, MEALS)
    assert isinstance(reading, Ambiguous), reading
    for recurrence, wanted in ((reading.morning, morning), (reading.evening, evening)):
        days = [] if recurrence.on is None else [recurrence.on.isoformat()]
        assert " ".join([*recurrence.times, *days]) == wanted


@pytest.mark.parametrize(
    ("phrase", "answer", "times"),
    [
        ("每天八点", "晚上", "20:00"),
        ("每天八点", "早上吧", "08:00"),
        ("每天八点", "早上八点", "08:00"),
        ("每天九点半", "第二个", "21:30"),
        ("每天九点半", "第一个", "09:30"),
        ("every day at 8", "in the evening", "20:00"),
        ("每周一六点", "下午的", "18:00"),
    ],
)
def test_an_open_question_is_settled_by_the_answer(phrase: str, answer: str, times: str) -> None:
    settled = settle(phrase, answer)
    assert settled is not None
    assert " ".join(understood(settled).recurrence.times) == times


@pytest.mark.parametrize("answer", ["嗯", "不知道", "早上还是晚上"])
def test_an_answer_that_tells_neither_settles_nothing(answer: str) -> None:
    assert settle("每天八点", answer) is None


def test_a_time_that_was_today_is_past() -> None:
    assert read_time("今天早上八点", NOW, MEALS) == AlreadyPast(datetime(2026, 11, 21, 8, 0, tzinfo=ZONE))


def test_days_said_tells_whether_a_day_was_named() -> None:
    assert not understood("早上八点").days_said
    assert understood("明天早上八点").days_said
    assert understood("每天早上八点").days_said


def test_a_start_that_was_named_is_kept() -> None:
    assert understood("从明天开始每天早上八点").recurrence.start == date(2026, 11, 22)


def test_in_a_while_is_never_early() -> None:
    now = NOW.replace(second=45)
    assert understood("过十分钟", now).recurrence.times == ("10:11",)


def test_in_a_while_counts_real_minutes_when_the_clocks_change() -> None:
    """In Berlin 02:00 becomes 03:00 on 2026-03-29: an hour after 01:30 the clocks show 03:30."""
    now = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert understood("一个小时后", now).recurrence.times == ("03:30",)


def test_the_meal_times_are_the_homes_own() -> None:
    reading = read_time("每天晚饭后半小时", NOW, {**MEALS, "supper": "17:15"})
    assert isinstance(reading, Understood)
    assert reading.recurrence.times == ("17:45",)


def test_ten_thousand_characters_take_no_time() -> None:
    began = time.process_time()
    for text in ("每天早上八点" * 1667, "一" * 10_000, "周一" * 5_000, "半" * 10_000, "every day at " * 800):
        assert read_time(text, NOW, MEALS) == NotUnderstood()
    assert time.process_time() - began < 10


FRAGMENTS = st.sampled_from(
    [
        "每",
        "天",
        "周",
        "星期",
        "一",
        "二",
        "三",
        "五",
        "十",
        "百",
        "两",
        "半",
        "点",
        "分",
        "刻",
        "差",
        "过",
        "早上",
        "晚上",
        "中午",
        "下午",
        "明天",
        "后",
        "前",
        "饭",
        "早饭",
        "睡觉",
        "隔",
        "小时",
        "分钟",
        "号",
        "月",
        "各",
        "次",
        "和",
        "到",
        "8",
        ":30",
        "at",
        "every",
        "day",
        "am",
        "零",
    ]
)


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    read_time(text, NOW, MEALS)


@given(st.lists(FRAGMENTS, max_size=14).map("".join))
def test_what_is_understood_can_be_kept(text: str) -> None:
    """Every reading of any jumble of time words has valid, ascending, distinct times."""
    reading = read_time(text, NOW, MEALS)
    recurrences = {
        Understood: lambda: [reading.recurrence] if isinstance(reading, Understood) else [],
        Ambiguous: lambda: [reading.morning, reading.evening] if isinstance(reading, Ambiguous) else [],
    }.get(type(reading), list)()
    for recurrence in recurrences:
        assert recurrence.times and list(recurrence.times) == sorted(set(recurrence.times))
        assert all(0 <= int(time[:2]) < 24 and 0 <= int(time[3:]) < 60 and len(time) == 5 for time in recurrence.times)
        assert recurrence.every_days >= 1 and all(0 <= weekday < 7 for weekday in recurrence.weekdays)


@given(st.lists(FRAGMENTS, min_size=40, max_size=100).map("".join))
def test_long_jumbles_are_read_quickly(text: str) -> None:
    began = time.process_time()
    read_time(text[:200], NOW, MEALS)
    assert time.process_time() - began < 5
