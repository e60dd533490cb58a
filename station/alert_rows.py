"""Rows of alerts: how they are made, and the questions asked of them inside a transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.payloads import Alert, AlertState, EventKind
from station.errors import NotFoundError
from station.lifecycle import OPEN
from station.tables import AlertRow, EscalationRow, EventRow, FactRow


def new_alert(community: str, fact: Alert, state: AlertState, now: datetime) -> AlertRow:
    """The row of an alert whose first fact has just come in."""
    return AlertRow(
        id=fact.id,
        community=community,
        home=fact.home,
        resident=fact.resident,
        kind=fact.kind,
        urgency=fact.urgency,
        state=state,
        raised_at=fact.at,
        received_at=now,
        accepted_by="",
        cause="",
        ladder_from=now,
        ladder_base=0,
    )


def new_fact(alert: AlertRow, fact: Alert, now: datetime) -> FactRow:
    """The row of one raised id."""
    return FactRow(
        id=fact.id,
        alert=alert.id,
        device=fact.device,
        kind=fact.kind,
        urgency=fact.urgency,
        said=fact.said,
        measured=fact.measured,
        asked=fact.asked,
        answered=fact.answered,
        at=fact.at,
        clock_trusted=fact.clock_trusted,
        received_at=now,
    )


def locked(session: Session, alert_id: UUID) -> AlertRow:
    """The alert, held until the transaction ends. Raises NotFoundError."""
    alert = session.get(AlertRow, alert_id, with_for_update=True)
    if alert is None:
        raise NotFoundError("no such alert")
    return alert


def open_alert(session: Session, community: str, fact: Alert) -> AlertRow | None:
    """The alert that a new fact about this home and resident joins, held until the transaction ends."""
    query = select(AlertRow).where(
        AlertRow.community == community,
        AlertRow.home == fact.home,
        AlertRow.resident == fact.resident,  # None becomes IS NULL
        AlertRow.state.in_(OPEN),
    )
    return session.scalars(query.order_by(AlertRow.received_at).limit(1).with_for_update()).first()


def cancelled_before(session: Session, community: str, fact: Alert) -> bool:
    """True when the resident's word that she is well came in before her alert did."""
    query = select(EventRow.id).where(
        EventRow.about == fact.id,
        EventRow.kind == EventKind.CANCEL,
        EventRow.community == community,
        EventRow.home == fact.home,
    )
    return session.scalars(query.limit(1)).first() is not None


def steps_done(session: Session, alert_id: UUID) -> frozenset[tuple[int, str]]:
    """The (step, recipient) pairs already taken."""
    query = select(EscalationRow.step, EscalationRow.recipient).where(EscalationRow.alert == alert_id)
    return frozenset((step, recipient) for step, recipient in session.execute(query))
