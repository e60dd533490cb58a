"""A band that watches over nobody, and a home that gives no sign of life: as tables, and through the bridge."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Alert, AlertKind, Finding, Metric, Urgency
from messages.thresholds import Thresholds
from tests.messages.support import SetClock
from tests.wearable_bridge.support import Desk
from wearable_bridge.ports import SourceEvent, SourceReading, SourceState
from wearable_bridge.vitals.conditions import FindingKind as Kind
from wearable_bridge.vitals.signs import BandSeen, HomeSeen, band_conditions, home_conditions, waking_s

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OFTEN, SELDOM = [300.0] * 6, [30_000.0] * 6


def ago(hours: float) -> datetime:
    return NOON - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("seen", "kinds"),
    [
        (BandSeen(), set()),
        (BandSeen(battery_percent=16), set()),
        (BandSeen(battery_percent=15), {Kind.BATTERY_LOW}),
        (BandSeen(off_since=ago(0.9)), set()),
        (BandSeen(off_since=ago(1)), {Kind.BAND_OFF}),
        (BandSeen(off_since=ago(100)), set()),
        (BandSeen(heard_at=ago(1.9), pauses_s=OFTEN), set()),
        (BandSeen(heard_at=ago(2), pauses_s=OFTEN), {Kind.BAND_SILENT}),
        (BandSeen(heard_at=ago(2), pauses_s=OFTEN[:4]), set()),
        (BandSeen(heard_at=ago(5), pauses_s=SELDOM), set()),
        (BandSeen(heard_at=ago(100), pauses_s=OFTEN), set()),
        (BandSeen(heard_at=ago(3), pauses_s=OFTEN, off_since=ago(2)), {Kind.BAND_OFF}),
        (BandSeen(heard_at=ago(3), pauses_s=OFTEN, battery_percent=3), {Kind.BAND_SILENT, Kind.BATTERY_LOW}),
    ],
)
def test_a_band(seen: BandSeen, kinds: set[Kind]) -> None:
    assert {each.kind for each in band_conditions(seen, ago(200), NOON, Thresholds())} == kinds


def test_a_bridge_that_has_just_started_misses_nobody() -> None:
    seen = BandSeen(heard_at=ago(5), pauses_s=OFTEN)
    assert band_conditions(seen, ago(1), NOON, Thresholds()) == []
    assert band_conditions(seen, ago(2), NOON, Thresholds()) != []


@pytest.mark.parametrize(
    ("seen", "hour", "kinds"),
    [
        (HomeSeen(), 12, set()),
        (HomeSeen(watching_since=ago(30), motion_at=ago(14), sign_at=ago(14)), 12, {Kind.NO_MOTION}),
        (HomeSeen(watching_since=ago(30), motion_at=ago(14), sign_at=ago(14)), 9, set()),
        (HomeSeen(watching_since=ago(30), motion_at=ago(14), sign_at=ago(14)), 23, set()),
        (HomeSeen(watching_since=ago(30), motion_at=ago(5), sign_at=ago(5)), 12, set()),
        (HomeSeen(watching_since=ago(30), motion_at=ago(14), sign_at=ago(1)), 12, set()),  # steps, or water
        (HomeSeen(watching_since=ago(3), motion_at=ago(14), sign_at=ago(14)), 12, set()),  # switched on at nine
        (HomeSeen(watching_since=ago(300), motion_at=ago(200), sign_at=ago(200)), 12, set()),  # no sensor any more
        (HomeSeen(watching_since=ago(300), water_at=ago(19.9), sign_at=ago(1)), 12, set()),
        (HomeSeen(watching_since=ago(300), water_at=ago(20), sign_at=ago(1)), 12, {Kind.WATER_UNUSED}),
        (HomeSeen(watching_since=ago(5), water_at=ago(20), sign_at=ago(1)), 12, set()),
    ],
)
def test_a_home(seen: HomeSeen, hour: int, kinds: set[Kind]) -> None:
    assert {each.kind for each in home_conditions(seen, NOON.replace(hour=hour), Thresholds())} == kinds


@pytest.mark.parametrize(("hours", "awake"), [(0, 0), (5, 5), (6, 6), (14, 6), (15, 7), (24, 16), (1000, 112), (-3, 0)])
def test_the_night_is_not_counted(hours: float, awake: float) -> None:
    assert waking_s(ago(hours), NOON, Thresholds()) == awake * 3600


def test_a_bridge_that_was_down_has_not_watched() -> None:
    seen = HomeSeen()
    for minutes in (0, 10, 20):
        seen.watch(NOON + timedelta(minutes=minutes))
    assert seen.watching_since == NOON
    for later in (60, 0):  # minutes: after an hour without power, and with the clock set back
        seen.watch(NOON + timedelta(minutes=later))
        assert seen.watching_since == NOON + timedelta(minutes=later)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=30))
def test_moments_in_any_order_are_bounded(moments: list[datetime]) -> None:
    seen, home = BandSeen(), HomeSeen()
    for moment in moments:
        seen.heard(moment)
        home.watch(moment)
    assert BandSeen.model_validate_json(seen.model_dump_json()) == seen
    assert seen.heard_at == max(moments, default=None)
    assert all(pause > 0 for pause in seen.pauses_s)


def findings(desk: Desk) -> list[Finding]:
    return [payload for payload in desk.waiting() if isinstance(payload, Finding)]


def hours(desk: Desk, count: float) -> None:
    """The bridge goes its rounds for so long."""
    for _ in range(int(count * 6)):
        desk.clock.forward(600)
        desk.rounds.go()


def test_a_band_that_is_off_is_asked_about_once_and_raised_when_nobody_answers(desk: Desk) -> None:
    desk.clock.forward(-4 * 3600)  # noon in Shanghai
    desk.intake.take(SourceState("wang", "band", desk.clock.now(), worn=False))
    hours(desk, 3)
    (finding,) = findings(desk)
    assert (finding.kind, finding.metric, finding.value, finding.urgency) == (
        "band_off", None, None, Urgency.ATTENTION,
    )  # fmt: skip
    desk.findings.raise_unclaimed()
    (alert,) = [payload for payload in desk.waiting() if isinstance(payload, Alert)]
    assert (alert.kind, alert.urgency, alert.measured) == (AlertKind.BAND_CARE, Urgency.ATTENTION, finding.reason)


def test_what_an_unworn_band_measures_is_doubted(desk: Desk) -> None:
    desk.intake.take(SourceState("wang", "band", desk.clock.now(), worn=False))
    for _ in range(20):
        desk.intake.take(SourceReading("wang", Metric.HEART_RATE, 128, desk.clock.now(), source="band"))
        desk.clock.forward(5)
    assert findings(desk) == []
    desk.intake.take(SourceState("wang", "band", desk.clock.now(), worn=True))
    for _ in range(6):
        desk.intake.take(SourceReading("wang", Metric.HEART_RATE, 128, desk.clock.now(), source="band"))
        desk.clock.forward(5)
    assert [finding.kind for finding in findings(desk)] == ["pulse_high"]
    (batch,) = desk.batches.take(desk.clock.now(), True)
    assert [sample.quality for sample in batch.samples] == [0.3] * 20 + [1.0] * 6


def test_a_silent_band_is_missed_and_nobody_is_woken_for_it(desk: Desk) -> None:
    desk.clock.forward(4 * 3600)  # eight in the evening in Shanghai
    for _ in range(10):
        desk.pulse(72)
        desk.clock.forward(60)
    hours(desk, 9)
    assert findings(desk) == []
    hours(desk, 2)
    assert [finding.kind for finding in findings(desk)] == ["band_silent"]


def test_a_morning_without_motion_is_found_also_after_a_restart(tmp_path: Path, clock: SetClock) -> None:
    desk = Desk(tmp_path / "bridge.db", clock)  # four in the afternoon
    desk.intake.take(SourceEvent("motion", "hall", clock.now(), state="on"))
    hours(desk, 8)
    desk.rounds.save()
    desk.engine.dispose()
    clock.forward(300)
    desk = Desk(tmp_path / "bridge.db", clock)
    hours(desk, 9.5)
    assert findings(desk) == []
    hours(desk, 1)
    assert [finding.kind for finding in findings(desk)] == ["no_motion"]


@pytest.mark.parametrize(
    "sign",
    [
        SourceEvent("motion", "hall", NOON, state="on"),
        SourceEvent("door", "front-door", NOON, state="shut"),
        SourceEvent("water", "tap", NOON, state="on"),
    ],
)
def test_any_sign_of_life_is_one(desk: Desk, sign: SourceEvent) -> None:
    desk.intake.take(SourceEvent("motion", "hall", desk.clock.now(), state="on"))
    hours(desk, 15)  # seven in the morning
    desk.intake.take(SourceEvent(sign.kind, sign.source, desk.clock.now(), state=sign.state))
    hours(desk, 8)
    assert findings(desk) == []


def test_a_water_meter_that_stands_still_is_found(desk: Desk) -> None:
    for litres in (100.0, 104.0):
        desk.intake.take(SourceEvent("water", "meter", desk.clock.now(), value=litres, unit="L"))
    hours(desk, 18)
    desk.intake.take(SourceEvent("water", "meter", desk.clock.now(), value=104.0, unit="L"))
    assert findings(desk) == []
    hours(desk, 5)
    assert [finding.kind for finding in findings(desk)] == ["water_unused"]
