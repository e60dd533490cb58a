"""Smoke is an alert before it is a fact about the home; a sensor's test, fault or quiet is none."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from messages.errors import OutboxError
from messages.payloads import Alert, AlertKind, Event, Urgency
from tests.messages.support import START
from tests.wearable_bridge.support import Desk
from wearable_bridge.hazards import hazard_of
from wearable_bridge.ports import AlarmKind, SourceEvent


@pytest.mark.parametrize(
    ("kind", "state", "alarm"),
    [
        ("smoke", "on", AlarmKind.SMOKE),
        ("smoke", "true", AlarmKind.SMOKE),
        ("smoke", " ALARM ", AlarmKind.SMOKE),
        ("fire", "detected", AlarmKind.SMOKE),
        ("gas", "gas", AlarmKind.GAS),
        ("carbon_monoxide", "on", AlarmKind.GAS),
        ("leak", "wet", AlarmKind.LEAK),
        ("smoke", "off", None),
        ("smoke", "test", None),
        ("smoke", "fault", None),
        ("smoke", "unavailable", None),
        ("smoke", "", None),
        ("water", "on", None),
        ("door", "on", None),
        ("manhole", "alarm", None),
    ],
)
def test_what_is_a_hazard(kind: str, state: str, alarm: AlarmKind | None) -> None:
    assert hazard_of(kind, state) is alarm


@pytest.mark.parametrize(
    ("kind", "urgency"), [("smoke", Urgency.EMERGENCY), ("gas", Urgency.EMERGENCY), ("leak", Urgency.URGENT)]
)
def test_it_is_raised_at_once_and_told_as_a_fact_too(desk: Desk, kind: str, urgency: Urgency) -> None:
    for _ in range(3):
        desk.intake.take(SourceEvent(kind, "kitchen", START, state="on"))
    alert, event = desk.waiting()
    assert isinstance(alert, Alert)
    assert isinstance(event, Event)
    assert (alert.kind, alert.urgency, alert.resident, alert.home) == (AlertKind.HAZARD, urgency, None, "home-1")
    assert alert.measured
    assert event.detail == {"kind": kind, "source": "kitchen", "state": "on"}


def test_a_disk_that_refuses_the_fact_has_not_lost_the_alert(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_events BEFORE INSERT ON outbox WHEN NEW.kind = 'event' "
                "BEGIN SELECT RAISE(ABORT, 'full'); END"
            )
        )
    smoke = SourceEvent("smoke", "kitchen", START, state="on")
    with pytest.raises(OutboxError):
        desk.intake.take(smoke)
    assert [alert.name for alert in desk.waiting()] == ["alert"]
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER no_events"))
    desk.intake.take(smoke)  # as the bridge tries again
    assert [payload.name for payload in desk.waiting()] == ["alert", "event"]
