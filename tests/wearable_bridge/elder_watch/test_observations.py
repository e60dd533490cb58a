"""What the bridge is told of a record: whose, when, and whether it may raise an alarm now."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from messages.payloads import Metric
from tests.messages.support import START
from wearable_bridge.elder_watch.decode import decode
from wearable_bridge.elder_watch.frames import Frame
from wearable_bridge.elder_watch.observations import alarms_of, measured_at, readings_of, return_of, state_of
from wearable_bridge.elder_watch.records import Record
from wearable_bridge.elder_watch.register import Registered
from wearable_bridge.elder_watch.status import Model
from wearable_bridge.ports import AlarmKind, SourceAlarm, SourceEvent, SourceReading, SourceState

WATCH = Registered("watch-1", "1234567890", "wang", Model.MAKER)


def told(content: str) -> Record:
    return decode(Frame("3G", "1234567890", None, len(content), content.encode()), Model.MAKER)


def position(kind: str, at: datetime, status: str = "00000000") -> Record:
    return told(f"{kind},{at:%d%m%y,%H%M%S},V,0.0,N,0.0,E,0,0,0,0,90,71,2345,2,{status},0,0")


def test_values_are_of_this_moment_and_carry_the_watch_s_name() -> None:
    at = {"resident": "wang", "at": START, "source": "watch-1", "backfill": False}
    assert readings_of(WATCH, told("bphrt,131,79,66,,,,"), START) == (
        SourceReading(metric=Metric.SYSTOLIC, value=131, **at),  # type: ignore[arg-type]
        SourceReading(metric=Metric.DIASTOLIC, value=79, **at),  # type: ignore[arg-type]
        SourceReading(metric=Metric.HEART_RATE, value=66, **at),  # type: ignore[arg-type]
    )
    assert state_of(WATCH, told("LK,1,2,33"), START) == SourceState("wang", "watch-1", START, battery_percent=33)
    assert state_of(WATCH, told("LK"), START) is None


def test_what_measured_nothing_gives_nothing() -> None:
    for content in ("heart,0", "oxygen,0,0", "bphrt,0,0,0,,,,", "btemp2,1,0", "btemp2,1,1"):
        assert readings_of(WATCH, told(content), START) == ()


@pytest.mark.parametrize(
    ("kind", "age_s", "expected_age_s"),
    [
        ("UD", 30, 30),
        ("UD", -60, -60),
        ("UD", 86400 * 365 * 6, 0),  # a clock that is years off
        ("UD", -7200, 0),
        ("AL", 86400, 0),
        ("UD2", 7200, 7200),
        ("UD2", 86400 * 365 * 6, None),
        ("UD2", -7200, None),
    ],
)
def test_the_watch_s_clock_is_believed_where_it_can_be_true(
    kind: str, age_s: float, expected_age_s: float | None
) -> None:
    at = measured_at(position(kind, START - timedelta(seconds=age_s)), START)
    assert at == (None if expected_age_s is None else START - timedelta(seconds=expected_age_s))


def test_what_a_wrong_clock_stamped_says_so() -> None:
    right, wrong = (
        readings_of(WATCH, position("UD", START - age), START)[0] for age in (timedelta(), timedelta(days=2000))
    )
    assert (right.clock_trusted, wrong.clock_trusted, wrong.at) == (True, False, START)


def test_back_fill_is_marked_and_raises_nothing() -> None:
    kept = position("UD2", START - timedelta(hours=2), "00010000")
    (reading,) = readings_of(WATCH, kept, START)
    assert reading.backfill
    assert reading.at == START - timedelta(hours=2)
    assert alarms_of(WATCH, kept, START) == ()
    assert state_of(WATCH, kept, START) is None
    assert readings_of(WATCH, position("UD2", START - timedelta(days=900)), START) == ()


def test_alarms_the_most_urgent_first_and_one_without_a_name() -> None:
    both = position("AL", START, "00030001")
    assert alarms_of(WATCH, both, START) == (SourceAlarm("wang", AlarmKind.SOS, START),)
    left = position("AL", START, "00450000")
    assert [alarm.kind for alarm in alarms_of(WATCH, left, START)] == [
        AlarmKind.SOS,
        AlarmKind.FENCE_EXIT,
        AlarmKind.ABNORMAL_HEART_RATE,
    ]
    assert alarms_of(WATCH, position("AL", START), START) == (SourceAlarm("wang", AlarmKind.UNNAMED, START),)
    assert alarms_of(WATCH, position("UD", START), START) == ()
    assert alarms_of(WATCH, position("UD", START, "00010000"), START)[0].kind is AlarmKind.SOS


def test_what_is_about_the_watch_is_its_state_and_no_alarm_of_its_wearer() -> None:
    for status, worn in (("00020000", None), ("00100000", False), ("00000001", None)):
        told_now = position("AL", START, status)
        assert alarms_of(WATCH, told_now, START) == ()
        assert state_of(WATCH, told_now, START) == SourceState("wang", "watch-1", START, battery_percent=71, worn=worn)
    assert state_of(WATCH, told("heart,72"), START) == SourceState("wang", "watch-1", START, worn=True)
    assert state_of(WATCH, told("heart,0"), START) is None


def test_to_be_back_inside_the_fence_is_an_event() -> None:
    back = position("AL", START, "00080000")
    assert alarms_of(WATCH, back, START) == ()
    assert return_of(WATCH, back, START) == SourceEvent("fence", "watch-1", START, "wang", state="entered")
    assert return_of(WATCH, position("UD2", START, "00080000"), START) is None
