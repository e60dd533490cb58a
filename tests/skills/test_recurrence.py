"""When reminders are due, across changes of the clocks, and when a late one is still given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.phrases import Phrases
from skills.ports import Recurrence
from skills.recurrence import DueState, due_state, interval_after, next_occurrence, occurrences
from skills.saying_time import clock_words, describe

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 21)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("recurrence", "start", "end", "due"),
    [
        (Recurrence(("08:00", "20:00")), "2026-11-21T08:00", "2026-11-22T20:00", "21T08:00 21T20:00 22T08:00"),
        (Recurrence(("08:00",), weekdays=(0, 2)), "2026-11-21T00:00", "2026-11-28T00:00", "23T08:00 25T08:00"),
        (Recurrence(("09:30",), on=date(2026, 11, 22)), "2026-11-21T00:00", "2026-12-01T00:00", "22T09:30"),
        (Recurrence(("09:30",), on=date(2026, 11, 22)), "2026-11-23T00:00", "2026-12-01T00:00", ""),
        (
            Recurrence(("07:00",), every_days=2, start=date(2026, 11, 20)),
            "2026-11-21T00:00",
            "2026-11-25T00:00",
            "22T07:00 24T07:00",
        ),
        (Recurrence(("07:00",), start=date(2026, 11, 23)), "2026-11-21T00:00", "2026-11-25T00:00", "23T07:00 24T07:00"),
        (Recurrence(("08:00",), month_days=(15,)), "2026-11-15T09:00", "2027-01-15T09:00", "15T08:00 15T08:00"),
        (
            Recurrence(("08:00",), month_days=(31,)),
            "2026-02-01T00:00",
            "2026-05-01T00:00",
            "28T08:00 31T08:00 30T08:00",
        ),
        (  # the first and the fifteenth of the Chinese calendar's tenth and eleventh month
            Recurrence(("06:00",), month_days=(1, 15), lunar=True),
            "2026-11-09T00:00",
            "2026-12-24T00:00",
            "09T06:00 23T06:00 09T06:00 23T06:00",
        ),
        (  # the thirtieth: its sixth month of 2026 has 29 days, its seventh 30
            Recurrence(("06:00",), month_days=(30,), lunar=True),
            "2026-07-20T00:00",
            "2026-09-12T00:00",
            "12T06:00 10T06:00",
        ),
        (Recurrence(("00:00",)), "2026-11-21T23:59", "2026-11-22T00:01", "22T00:00"),
        (Recurrence(("08:00",)), "2026-11-21T09:00", "2026-11-21T09:00", ""),
    ],
)
def test_occurrences(recurrence: Recurrence, start: str, end: str, due: str) -> None:
    found = occurrences(recurrence, at(start), at(end), SHANGHAI)
    assert " ".join(moment.strftime("%dT%H:%M") for moment in found) == due
    assert all(moment.tzinfo is SHANGHAI for moment in found)


def test_the_wall_clock_counts_when_the_clocks_change() -> None:
    """Eight in the morning stays eight in the morning, 23 real hours later."""
    found = occurrences(Recurrence(("08:00",)), at("2026-03-28T00:00", BERLIN), at("2026-03-30T00:00", BERLIN), BERLIN)
    assert [moment.strftime("%H:%M") for moment in found] == ["08:00", "08:00"]
    assert found[1].astimezone(UTC) - found[0].astimezone(UTC) == timedelta(hours=23)


def test_a_time_that_the_clocks_skip_is_still_due() -> None:
    found = occurrences(Recurrence(("02:30",)), at("2026-03-29T00:00", BERLIN), at("2026-03-30T00:00", BERLIN), BERLIN)
    assert [moment.strftime("%H:%M") for moment in found] == ["03:30"]


def test_a_time_that_comes_twice_is_due_once() -> None:
    found = occurrences(Recurrence(("02:30",)), at("2026-10-25T00:00", BERLIN), at("2026-10-26T00:00", BERLIN), BERLIN)
    assert [moment.utcoffset() for moment in found] == [timedelta(hours=2)]


@pytest.mark.parametrize(
    ("recurrence", "after", "due"),
    [
        (Recurrence(("08:00",)), "2026-11-21T08:00", "2026-11-22T08:00"),
        (Recurrence(("08:00",)), "2026-11-21T07:59", "2026-11-21T08:00"),
        (Recurrence(("08:00",), on=date(2027, 6, 1)), "2026-11-21T08:00", "2027-06-01T08:00"),
        (Recurrence(("08:00",), on=date(2026, 11, 20)), "2026-11-21T08:00", None),
        (Recurrence(("08:00",), every_days=60, start=TODAY), "2026-11-21T08:00", "2027-01-20T08:00"),
        (Recurrence(("08:00",), weekdays=(5,)), "2026-11-21T08:00", "2026-11-28T08:00"),
        (Recurrence(("08:00",), month_days=(20,)), "2026-11-21T08:00", "2026-12-20T08:00"),
        (Recurrence(("08:00",), month_days=(1,), lunar=True), "2026-12-09T08:00", "2027-01-08T08:00"),
    ],
)
def test_next_occurrence(recurrence: Recurrence, after: str, due: str | None) -> None:
    assert next_occurrence(recurrence, at(after), SHANGHAI) == (at(due) if due else None)


def test_interval_after() -> None:
    twice = Recurrence(("08:00", "12:00"))
    assert interval_after(twice, at("2026-11-21T08:00"), SHANGHAI) == timedelta(hours=4)
    assert interval_after(twice, at("2026-11-21T12:00"), SHANGHAI) == timedelta(hours=20)
    assert interval_after(Recurrence(("08:00",), on=TODAY), at("2026-11-21T08:00"), SHANGHAI) is None


@pytest.mark.parametrize(
    ("late", "interval", "state"),
    [
        (timedelta(seconds=-1), timedelta(hours=24), DueState.WAITING),
        (timedelta(0), timedelta(hours=24), DueState.GIVE),
        (timedelta(minutes=119), timedelta(hours=24), DueState.GIVE),
        (timedelta(minutes=120), timedelta(hours=24), DueState.MISSED),
        (timedelta(minutes=89), timedelta(hours=3), DueState.GIVE),
        (timedelta(minutes=90), timedelta(hours=3), DueState.MISSED),
        (timedelta(minutes=119), None, DueState.GIVE),
        (timedelta(minutes=121), None, DueState.MISSED),
    ],
)
def test_a_late_dose_is_given_only_far_from_the_next(
    late: timedelta, interval: timedelta | None, state: DueState
) -> None:
    due = at("2026-11-21T08:00")
    assert due_state(due, due + late, interval, timedelta(hours=2)) is state


moments = st.integers(0, 330 * 86400).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
times = st.lists(st.times().map(lambda time: time.strftime("%H:%M")), min_size=1, max_size=4, unique=True).map(tuple)
rhythms = st.builds(
    Recurrence,
    times,
    weekdays=st.lists(st.integers(0, 6), max_size=3, unique=True).map(tuple),
    every_days=st.integers(1, 10),
    start=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
)


@given(rhythms, moments, st.integers(1, 20))
def test_occurrences_lie_in_order_and_in_the_window(recurrence: Recurrence, start: datetime, days: int) -> None:
    begin = start.astimezone(BERLIN)
    end = begin + timedelta(days=days)
    found = occurrences(recurrence, begin, end, BERLIN)
    assert all(begin <= moment < end for moment in found)
    assert all(a.astimezone(UTC) < b.astimezone(UTC) for a, b in pairwise(found))


@given(rhythms, moments)
def test_the_next_occurrence_is_the_first_of_the_window(recurrence: Recurrence, after: datetime) -> None:
    begin = after.astimezone(SHANGHAI)
    due = next_occurrence(recurrence, begin, SHANGHAI)
    assert due is not None and due > begin
    assert occurrences(recurrence, begin + timedelta(seconds=1), due, SHANGHAI) == ()


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        (Recurrence(("08:00",)), "每天早上八点"),
        (Recurrence(("08:00", "20:00")), "每天早上八点和晚上八点"),
        (Recurrence(("07:30", "12:00", "18:05")), "每天早上七点半、中午十二点和傍晚六点零五分"),
        (Recurrence(("14:00",), weekdays=(0, 2)), "每个星期一和星期三的下午两点"),
        (Recurrence(("21:45",), every_days=2, start=TODAY), "每两天一次，晚上九点四十五分"),
        (Recurrence(("08:00",), on=date(2026, 11, 22)), "明天早上八点"),
        (Recurrence(("09:00",), on=date(2026, 12, 24)), "十二月二十四号上午九点"),
        (Recurrence(("08:00",), on=date(2026, 11, 26)), "星期四早上八点"),
        (Recurrence(("00:00",)), "每天凌晨零点"),
        (Recurrence(("08:00",), month_days=(1, 15)), "每个月一号和十五号的早上八点"),
        (Recurrence(("09:00",), month_days=(31,)), "每个月最后一天的上午九点"),
        (Recurrence(("06:00",), month_days=(1, 15), lunar=True), "农历每个月初一和十五的早上六点"),
        (Recurrence(("08:00",), every_days=14, start=date(2026, 11, 25)), "每两个星期一次，星期三早上八点"),
    ],
)
def test_describe(recurrence: Recurrence, words: str, zh: Phrases) -> None:
    assert describe(recurrence, zh, TODAY) == words


def test_describe_in_english(en: Phrases) -> None:
    assert describe(Recurrence(("08:00", "20:30")), en, TODAY) == (
        "every day at 8 o'clock in the morning and half past 8 in the evening"
    )


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_clock_time_has_words_that_are_understood_again(hour: int, minute: int) -> None:
    """What is read back and said again sets the same time."""
    from config.phrases import load_phrases
    from skills.spoken_time import read_time
    from skills.time_reading import Understood

    words = clock_words(hour, minute, load_phrases("zh"))
    reading = read_time(f"每天{words}", at("2026-11-21T10:00"), {})
    assert isinstance(reading, Understood), words
    assert reading.recurrence.times == (f"{hour:02d}:{minute:02d}",), words


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(("08:00",), month_days=(1, 15)),
        Recurrence(("09:00",), month_days=(31,)),
        Recurrence(("06:00",), month_days=(1, 15), lunar=True),
        Recurrence(("06:00",), month_days=(23,), lunar=True),
        Recurrence(("08:00",), every_days=14, start=date(2026, 11, 25)),
        Recurrence(("08:00", "20:00"), weekdays=(0, 2)),
        Recurrence(("21:45",), every_days=2, start=TODAY),
    ],
)
def test_a_rhythm_that_is_read_back_is_understood_again(recurrence: Recurrence, zh: Phrases) -> None:
    from skills.spoken_time import read_time
    from skills.time_reading import Understood

    reading = read_time(describe(recurrence, zh, TODAY), at("2026-11-21T10:00"), {})
    assert reading == Understood(recurrence, days_said=True)
