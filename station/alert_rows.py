"""Rows of alerts: how they are made, and the questions asked of them inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.payloads import Alert, AlertKind, AlertState, EventKind
from station import homes
from station.decisions import Fact, Person, Standing, Word, takes_back
from station.errors import NotFoundError
from station.lifecycle import OPEN, same_incident, worsens
from station.tables import AlertRow, EscalationRow, EventRow, FactRow

LONGEST_TEXT = 1500  # of one id that says other things each time it is raised


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
        accepted_key="",
        cause="",
        note="",
        ladder_from=now,
        ladder_base=0,
    )


def new_fact(alert: AlertRow, fact: Alert, taken_back: bool, now: datetime) -> FactRow:
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
        taken_back_at=now if taken_back else None,
    )


def standing_of(alert: AlertRow) -> Standing:
    """Where it stands, as decisions see it."""
    return Standing(
        state=alert.state,
        kind=alert.kind,
        urgency=alert.urgency,
        held_by=Person(alert.accepted_key, alert.accepted_by),
        well=alert.cancelled_at is not None,
    )


def write_standing(alert: AlertRow, standing: Standing, now: datetime) -> None:
    """The decision into the row. Times of what was so before stay; of what is no longer so, go."""
    alert.state, alert.kind, alert.urgency = standing.state, standing.kind, standing.urgency
    alert.accepted_key, alert.accepted_by = standing.held_by.key, standing.held_by.name
    alert.accepted_at = (alert.accepted_at or now) if standing.held_by.key else None
    alert.cancelled_at = (alert.cancelled_at or now) if standing.well else None
    if standing.state is AlertState.RESOLVED:
        alert.resolved_at = alert.resolved_at or now
    else:
        alert.resolved_at, alert.cause, alert.note = None, "", ""


def fact_of(raised: Alert | FactRow, taken_back: bool) -> Fact:
    """What decisions need of a fact."""
    return Fact(
        raised.id, raised.device, raised.kind, raised.urgency, raised.at, raised.clock_trusted, taken_back=taken_back
    )


def add_to(known: FactRow, fact: Alert) -> bool:
    """Writes what the same id says beside what it said before; True when that is more than was known."""
    before = (known.said, known.measured, known.asked, known.answered, known.urgency)
    for part in ("said", "measured", "asked", "answered"):
        setattr(known, part, _both(getattr(known, part), getattr(fact, part)))
    if worsens(known.urgency, fact.urgency):
        known.urgency, known.kind = fact.urgency, fact.kind
        known.taken_back_at = None
    return before != (known.said, known.measured, known.asked, known.answered, known.urgency)


def locked(session: Session, alert_id: UUID) -> AlertRow:
    """The alert and its home, held until the transaction ends; always the home first. Raises NotFoundError."""
    where = session.execute(select(AlertRow.community, AlertRow.home).where(AlertRow.id == alert_id)).first()
    if where is None:
        raise NotFoundError("no such alert")
    homes.lock(session, where.community, where.home)
    return session.get_one(AlertRow, alert_id, with_for_update=True, populate_existing=True)


def of_home(session: Session, community: str, home: str, alert_id: UUID) -> AlertRow | None:
    """The alert, held, if it is one of this home, which the caller holds already."""
    query = select(AlertRow).where(AlertRow.id == alert_id, AlertRow.community == community, AlertRow.home == home)
    return session.scalars(query.with_for_update()).first()


def open_alert(session: Session, community: str, home: str, resident: str | None, kind: AlertKind) -> AlertRow | None:
    """The alert that a new fact of this kind joins, held until the transaction ends."""
    query = select(AlertRow).where(
        AlertRow.community == community,
        AlertRow.home == home,
        AlertRow.resident == resident,  # None becomes IS NULL
        AlertRow.state.in_(OPEN),
        AlertRow.kind.in_([other for other in AlertKind if same_incident(kind, other)]),
    )
    return session.scalars(query.order_by(AlertRow.received_at).limit(1).with_for_update()).first()


def facts_of(session: Session, alert_id: UUID) -> Sequence[FactRow]:
    """All that joined an alert, its first fact too."""
    return session.scalars(select(FactRow).where(FactRow.alert == alert_id)).all()


def take_back(session: Session, alert_id: UUID, word: Word, now: datetime) -> bool:
    """Marks the facts that she means; True when none is left that she has not taken back."""
    facts = facts_of(session, alert_id)
    for row in facts:
        if row.taken_back_at is None and takes_back(word, fact_of(row, False)):
            row.taken_back_at = now
    return all(row.taken_back_at is not None for row in facts)


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


def _both(known: str, new: str) -> str:
    if not new or new in known:
        return known
    return f"{known} / {new}"[:LONGEST_TEXT] if known else new
