"""Which payload is kept how: a table of kind and handler. Each runs in the transaction of its message."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.payloads import (
    Alert,
    AlertKind,
    AlertStateChange,
    Event,
    EventKind,
    Payload,
    Readings,
    Say,
    Status,
    Urgency,
    Usual,
)
from messages.topics import Received
from station import homes, reading_rows, usual_rows
from station.alerts import Alerts
from station.errors import UnusableError
from station.state_words import DEVICE
from station.supervision import signs
from station.supervision.self_tests import SelfTests
from station.tables import OUTBOX, EventRow

EARLIEST, LATEST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)  # in UTC whatever their zone


@dataclass(frozen=True)
class Tools:
    """What handlers work with."""

    alerts: Alerts
    self_tests: SelfTests
    clock: Clock


Handler = Callable[[Tools, Session, Received], None]


def take_alert(tools: Tools, session: Session, received: Received) -> None:
    """A raised alert: a new one, a fact of an open one, or one known already. A self-test is none."""
    assert isinstance(received.payload, Alert)  # noqa: S101 - held by HANDLERS
    if received.payload.is_self_test:
        tools.self_tests.take(session, received.community, received.payload)
        return
    tools.alerts.take(session, received.community, received.payload)


def take_event(tools: Tools, session: Session, received: Received) -> None:
    """An event; a known one only gets its receipt again."""
    event = received.payload
    assert isinstance(event, Event)  # noqa: S101
    homes.meet(session, received.community, event.home, event.resident)
    homes.lock(session, received.community, event.home)
    known = session.get(EventRow, event.id)
    if known is not None:
        if (known.community, known.home) != (received.community, event.home):
            raise UnusableError("the id belongs to an event of another home")
        known.receipted_at = None
        return
    session.add(
        EventRow(
            id=event.id,
            community=received.community,
            home=event.home,
            resident=event.resident,
            device=event.device,
            kind=event.kind,
            about=event.about,
            detail=event.detail,
            at=event.at,
            clock_trusted=event.clock_trusted,
            received_at=tools.clock.now(),
        )
    )
    session.flush()
    if event.kind is EventKind.CANCEL:
        tools.alerts.cancel(session, received.community, event)
    if event.kind is EventKind.DOSE_MISSED:
        tools.alerts.take(session, received.community, alert_of_missed_dose(event))
    if event.kind is EventKind.SELF_TEST:
        tools.self_tests.returned(session, received.community, event)
    if event.kind in {EventKind.PLAYED, EventKind.HEARD} and event.about is not None:
        _confirm_say(session, received.community, event.home, event.about)


def alert_of_missed_dose(event: Event) -> Alert:
    """A dose nobody confirmed wants a person's attention: an alert with the event's id."""
    return Alert(
        id=event.id,
        home=event.home,
        resident=event.resident,
        device=event.device,
        at=event.at,
        clock_trusted=event.clock_trusted,
        kind=AlertKind.DOSE_MISSED,
        urgency=Urgency.ATTENTION,
        measured=" ".join(event.detail[part] for part in ("medicine", "due") if part in event.detail),
    )


def take_readings(tools: Tools, session: Session, received: Received) -> None:
    """A batch of samples; a known batch changes nothing. The lane of readings takes many at once instead."""
    batch = received.payload
    assert isinstance(batch, Readings)  # noqa: S101
    fault = fault_of(batch)
    if fault is not None:
        raise UnusableError(fault)
    homes.meet(session, received.community, batch.home, batch.resident)
    reading_rows.keep(session, [(received.community, batch)])


def fault_of(batch: Readings) -> str | None:
    """Why readings that were decoded cannot be kept; None when they can."""
    for sample in batch.samples:
        if not math.isfinite(sample.value):
            return "samples: a value is not a finite number"
        if not EARLIEST < sample.at < LATEST:
            return "samples: a moment outside the years 2 to 9998"
    return None


def take_status(tools: Tools, session: Session, received: Received) -> None:
    """How a program is. The station's own word comes back too and is no news."""
    status = received.payload
    assert isinstance(status, Status)  # noqa: S101
    if status.program == DEVICE:
        return
    signs.keep(session, received.community, status, tools.clock.now())


def take_usual(tools: Tools, session: Session, received: Received) -> None:
    """What a bridge has learnt of a resident; its newest word is the one that counts."""
    usual = received.payload
    assert isinstance(usual, Usual)  # noqa: S101
    homes.meet(session, received.community, usual.home, usual.resident)
    homes.lock(session, received.community, usual.home)
    usual_rows.keep(session, received.community, usual)


def refuse_state(tools: Tools, session: Session, received: Received) -> None:
    """A session does not hear its own words: whatever says here where an alert stands is not the station."""
    raise UnusableError("only the station says where an alert stands")


HANDLERS: Mapping[type[Payload], Handler] = MappingProxyType(
    {
        Alert: take_alert,
        AlertStateChange: refuse_state,
        Event: take_event,
        Readings: take_readings,
        Status: take_status,
        Usual: take_usual,
    }
)


def _confirm_say(session: Session, community: str, home: str, say_id: UUID) -> None:
    """An announcement that was played need not be published again; only its own home can say so."""
    row = session.execute(select(OUTBOX.c.body).where(OUTBOX.c.kind == Say.name, OUTBOX.c.id == say_id)).first()
    if row is None or Say.model_validate_json(row.body).home != home:
        return
    same = (OUTBOX.c.kind == Say.name) & (OUTBOX.c.id == say_id) & (OUTBOX.c.community == community)
    session.execute(delete(OUTBOX).where(same))
