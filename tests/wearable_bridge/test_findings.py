"""A lasting pulse is asked about; what nobody claims is raised; nothing is forgotten by a restart."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event

from messages.errors import OutboxError
from messages.payloads import Alert, AlertKind, Finding, Metric, Urgency
from tests.messages.support import SetClock
from tests.wearable_bridge.support import Desk
from wearable_bridge.ports import AlarmKind, Wearer
from wearable_bridge.vitals.conditions import Condition, FindingKind

EMERGENCY = Condition(FindingKind.PULSE_LOW, Metric.HEART_RATE, 25, Urgency.EMERGENCY, 30)


def test_a_lasting_pulse_becomes_one_finding(desk: Desk) -> None:
    desk.pulses(128, 20)
    (finding,) = desk.waiting()
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.metric, finding.value) == ("pulse_high", Metric.HEART_RATE, 128)
    assert (finding.urgency, finding.resident, finding.home) == (Urgency.ATTENTION, "wang", "home-1")
    assert finding.reason == "安静时心率 128 次/分，持续 30 秒"


def test_it_becomes_a_new_one_when_it_worsens_or_lasts_ten_minutes(desk: Desk) -> None:
    desk.pulses(128, 10)
    desk.pulses(140, 10)
    assert [f.urgency for f in desk.waiting() if isinstance(f, Finding)] == [Urgency.ATTENTION, Urgency.URGENT]
    desk.pulses(140, 121)
    assert len(desk.waiting()) == 3


@pytest.mark.parametrize("bpm", [0, 300, 72])
def test_no_reading_and_a_good_reading_are_no_finding(desk: Desk, bpm: float) -> None:
    desk.pulses(bpm, 20)
    assert desk.waiting() == []
    assert sum(desk.intake.refused.values()) == (0 if bpm == 72 else 20)


def test_back_fill_and_the_future_raise_nothing(desk: Desk) -> None:
    for n in range(20):
        desk.pulse(128, age_s=3600 - 5 * n)
        desk.pulse(128, age_s=-3600 - 5 * n)
    desk.pulse(0, age_s=3600)
    assert desk.waiting() == []
    (batch,) = desk.batches.take(desk.clock.now(), True)
    assert len(batch.samples) == 20
    assert desk.intake.refused == {"from_the_future": 20, "nothing_measured": 1}


def test_unclaimed_for_thirty_seconds_the_bridge_raises_it_with_the_same_id(desk: Desk) -> None:
    desk.pulses(128, 6)
    (finding,) = desk.waiting()
    desk.clock.forward(24.9)
    assert desk.findings.raise_unclaimed() == 0
    desk.clock.forward(0.2)
    assert desk.findings.raise_unclaimed() == 1
    (alert,) = desk.waiting()
    assert isinstance(alert, Alert)
    assert isinstance(finding, Finding)
    assert (alert.id, alert.at, alert.kind) == (finding.id, finding.at, AlertKind.VITAL_SIGN)
    assert (alert.urgency, alert.measured, alert.resident) == (finding.urgency, finding.reason, "wang")
    assert desk.findings.raise_unclaimed() == 0


def test_a_claimed_finding_is_the_speaker_s(desk: Desk) -> None:
    desk.pulses(128, 6)
    (finding,) = desk.waiting()
    assert desk.findings.claimed(finding.id, "home-1")
    assert not desk.findings.claimed(finding.id, "home-1")
    assert not desk.findings.claimed(uuid4(), "home-1")
    desk.clock.forward(3600)
    assert desk.findings.raise_unclaimed() == 0
    assert desk.findings.waiting() == 0


def test_a_speaker_of_another_home_claims_nothing(desk: Desk) -> None:
    desk.pulses(128, 6)
    (finding,) = desk.waiting()
    assert not desk.findings.claimed(finding.id, "home-2")
    desk.clock.forward(31)
    assert desk.findings.raise_unclaimed() == 1


def test_two_homes_may_have_a_resident_of_the_same_name(desk: Desk) -> None:
    ids = [desk.findings.found(Wearer("wang", home), EMERGENCY) for home in ("home-1", "home-2", "home-1")]
    assert ids[2] is None  # asked about a while ago, in that home
    assert [(alert.id, alert.home) for alert in desk.waiting()] == [(ids[0], "home-1"), (ids[1], "home-2")]


def test_a_claim_after_the_alert_changes_nothing(desk: Desk) -> None:
    desk.pulses(128, 6)
    (finding,) = desk.waiting()
    desk.clock.forward(31)
    desk.findings.raise_unclaimed()
    assert not desk.findings.claimed(finding.id, "home-1")


def test_a_restart_loses_no_finding_and_asks_none_again(tmp_path: Path, clock: SetClock) -> None:
    before = Desk(tmp_path / "bridge.db", clock)
    before.pulses(128, 6)
    (finding,) = before.waiting()
    before.engine.dispose()
    after = Desk(tmp_path / "bridge.db", clock)
    after.pulses(128, 6)
    assert after.waiting() == [finding]
    clock.forward(30)
    assert after.findings.raise_unclaimed() == 1
    assert [payload.id for payload in after.waiting()] == [finding.id]


def test_a_clock_set_back_does_not_postpone_the_alert_for_ever(desk: Desk) -> None:
    desk.pulses(128, 6)
    desk.clock.forward(-86400)
    assert desk.findings.raise_unclaimed() == 1


@pytest.mark.parametrize(
    ("kind", "alert_kind"), [(AlarmKind.SOS, AlertKind.BAND_SOS), (AlarmKind.FALL, AlertKind.FALL)]
)
def test_a_band_s_alarm_is_an_alert_at_once_and_its_repetition_is_not(
    desk: Desk, kind: AlarmKind, alert_kind: AlertKind
) -> None:
    desk.alarm(kind)
    desk.clock.forward(30)
    desk.alarm(kind)
    (alert,) = desk.waiting()
    assert isinstance(alert, Alert)
    assert (alert.kind, alert.urgency) == (alert_kind, Urgency.EMERGENCY)
    assert alert.measured
    desk.clock.forward(31)
    desk.alarm(kind)
    assert len(desk.waiting()) == 2


def test_an_emergency_is_not_asked_about(desk: Desk) -> None:
    raised = desk.findings.found(Wearer("wang"), EMERGENCY)
    (alert,) = desk.waiting()
    assert isinstance(alert, Alert)
    assert (alert.id, alert.kind, alert.urgency) == (raised, AlertKind.VITAL_SIGN, Urgency.EMERGENCY)


def test_a_full_disk_is_told_and_the_condition_is_found_later(desk: Desk) -> None:
    full = [True]

    def refuse(connection: object, _entry: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA query_only={int(full[0])}")  # type: ignore[attr-defined]

    event.listen(desk.engine, "checkout", refuse)
    with pytest.raises(OutboxError):
        desk.pulses(128, 6)
    with pytest.raises(OutboxError):
        desk.alarm(AlarmKind.SOS)
    full[0] = False
    desk.pulses(128, 2)
    desk.alarm(AlarmKind.SOS)
    assert {payload.name for payload in desk.waiting()} == {"alert", "finding"}
    assert len(desk.batches.take(desk.clock.now(), True)[0].samples) == 8
