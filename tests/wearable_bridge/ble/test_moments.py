"""When something was measured, by devices whose clocks are right, off, or years off."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric
from tests.messages.support import START, SetClock
from tests.wearable_bridge.ble.test_bluetooth_source import CUFF
from wearable_bridge.ble.date_time import current_time, date_time
from wearable_bridge.ble.errors import WrongAnswerError
from wearable_bridge.ble.hearing import Hearing
from wearable_bridge.ble.measurement import Measurement, values
from wearable_bridge.ble.moments import TOGETHER_S, Moment, Pauses, how_far_behind, moment_of
from wearable_bridge.ports import SourceReading
from wearable_bridge.tally import Tally

ZONE = ZoneInfo("Asia/Shanghai")
HERE = START.astimezone(ZONE).replace(tzinfo=None)
HOUR, YEARS = timedelta(hours=1), timedelta(days=9000)


def measured(ago: timedelta, behind: timedelta = timedelta(), stored: bool = False) -> Measurement:
    """By a clock that is so much behind."""
    return Measurement(values((Metric.SYSTOLIC, 128)), stamp=HERE - ago - behind, stored=stored)


@pytest.mark.parametrize(
    ("ago", "behind", "known", "alone", "expected"),
    [
        (timedelta(), timedelta(), None, False, Moment(START)),
        (timedelta(seconds=90), timedelta(), None, False, Moment(START - timedelta(seconds=90))),
        (3 * HOUR, timedelta(), None, False, Moment(START - 3 * HOUR, backfill=True)),
        # Its clock is off, and says so itself.
        (timedelta(), HOUR, HOUR, False, Moment(START, clock_trusted=False)),
        (timedelta(), -HOUR, -HOUR, False, Moment(START, clock_trusted=False)),
        (timedelta(), YEARS, YEARS, False, Moment(START, clock_trusted=False)),
        (3 * HOUR, YEARS, YEARS, False, Moment(START - 3 * HOUR, backfill=True, clock_trusted=False)),
        (3 * HOUR, HOUR, HOUR, True, Moment(START - 3 * HOUR, backfill=True, clock_trusted=False)),
        # It was off and has been set since: this one is by the right time.
        (timedelta(), timedelta(), YEARS, False, Moment(START)),
        # A clock that cannot be asked.
        (timedelta(), HOUR, None, True, Moment(START, clock_trusted=False)),
        (timedelta(), YEARS, None, True, Moment(START, clock_trusted=False)),
        (timedelta(), HOUR, None, False, Moment(START - HOUR, backfill=True)),
        # It is right, and what is told now was kept.
        (3 * HOUR, timedelta(), timedelta(seconds=5), False, Moment(START - 3 * HOUR, backfill=True)),
    ],
)
def test_the_moment(ago: timedelta, behind: timedelta, known: timedelta | None, alone: bool, expected: Moment) -> None:
    assert moment_of(measured(ago, behind), START, ZONE, True, known, alone) == expected


@pytest.mark.parametrize("alone", [False, True])
def test_what_the_device_says_to_have_kept_stays_back_fill(alone: bool) -> None:
    assert moment_of(measured(HOUR, stored=True), START, ZONE, alone=alone).backfill
    assert moment_of(measured(timedelta(), stored=True), START, ZONE, alone=alone).backfill


@pytest.mark.parametrize("behind", [YEARS, -YEARS])
@pytest.mark.parametrize("stored", [False, True])
def test_years_off_and_nobody_knows_it_is_refused(behind: timedelta, stored: bool) -> None:
    with pytest.raises(WrongAnswerError):
        moment_of(measured(timedelta(), behind, stored), START, ZONE, alone=stored)


def test_a_clock_is_asked_in_both_forms_and_nonsense_is_no_time() -> None:
    local = HERE - HOUR
    assert how_far_behind(date_time(local), START, ZONE) == HOUR
    assert how_far_behind(current_time(local), START, ZONE) == HOUR
    for nonsense in (b"", b"\x00" * 7, b"\xff" * 10, b"\x01\x00"):
        assert how_far_behind(nonsense, START, ZONE) is None


@given(st.binary(max_size=12), st.datetimes(), st.booleans(), st.booleans())
def test_no_clock_breaks_it(told: bytes, stamp: datetime, stored: bool, alone: bool) -> None:
    measurement = Measurement(values((Metric.SYSTOLIC, 128)), stamp=stamp, stored=stored)
    try:
        moment = moment_of(measurement, START, ZONE, True, how_far_behind(told, START, ZONE), alone)
    except WrongAnswerError:
        return
    assert moment.at <= START
    assert moment.backfill or START - moment.at <= timedelta(minutes=2)


def test_what_comes_with_the_connection_or_with_another_is_not_alone() -> None:
    pauses = Pauses(100.0)
    moments = (100.5, 101.0, 101.0 + TOGETHER_S, 102.0 + TOGETHER_S)
    assert [pauses.is_alone(now_s) for now_s in moments] == [False, False, True, False]


def test_a_cuff_with_a_slow_clock_that_cannot_be_asked_measures_live_while_it_is_connected() -> None:
    passed = [0.0]
    tally = Tally("cuff")
    hearing = Hearing(CUFF, SetClock(), ZONE, tally, None, lambda: passed[0])

    def indicate(behind: timedelta) -> SourceReading:
        pressures = b"".join(value.to_bytes(2, "little") for value in (128, 80, 96))
        told = hearing.hear("2a35", b"\x0a" + pressures + date_time(HERE - behind) + b"\x01")
        return next(each for each in told if isinstance(each, SourceReading))

    first, second = indicate(2 * HOUR), indicate(HOUR)
    passed[0] += TOGETHER_S
    third = indicate(HOUR)
    assert [(each.backfill, each.clock_trusted) for each in (first, second, third)] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert third.at == START
    assert tally.counts == {"clock_off": 1}
