"""Rows of notices: how one is written, claimed by one sender, and marked. The claim is a conditional update, so that
two programs never send the same try; one that dies with a claim leaves it to the next when the lease is over."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from messages.backoff import Backoff
from station.errors import NotifyFailure
from station.notify.recipients import Recipient
from station.tables import EscalationRow, NotificationRow, Outcome

AGAIN = Backoff(first_s=2.0, longest_s=60.0)
TRIES = 30  # near half an hour: a mail server comes back, and the ladder has told others long before
LEASE = timedelta(seconds=45)  # longer than a send may last
NOT_SO_LATE = timedelta(seconds=90)  # no next attempt lies further ahead: if one does, the clock was set back


def steps_done(session: Session, alerts: Sequence[UUID]) -> dict[UUID, frozenset[tuple[int, str]]]:
    """By alert the (step, recipient) pairs already taken."""
    query = select(EscalationRow.alert, EscalationRow.step, EscalationRow.recipient)
    found: dict[UUID, set[tuple[int, str]]] = {}
    for alert, step, recipient in session.execute(query.where(EscalationRow.alert.in_(alerts))):
        found.setdefault(alert, set()).add((step, recipient))
    return {alert: frozenset(steps) for alert, steps in found.items()}


def put(session: Session, alert: UUID, step: int, person: Recipient, now: datetime) -> None:
    """Writes a notice that waits; older ones of this alert to this person need not go any more."""
    older = update(NotificationRow).where(
        NotificationRow.alert == alert,
        NotificationRow.recipient == person.key,
        NotificationRow.outcome == Outcome.WAITING,
    )
    session.execute(older.values(outcome=Outcome.DROPPED, finished_at=now))
    session.add(
        NotificationRow(
            alert=alert,
            step=step,
            recipient=person.key,
            name=person.name,
            address=person.address,
            outcome=Outcome.WAITING if person.address else Outcome.NO_ADDRESS,
            reason="",
            attempts=0,
            next_attempt_at=now,
            created_at=now,
            finished_at=None if person.address else now,
        )
    )


def waiting(session: Session, now: datetime, busy: Set[str], limit: int) -> Sequence[NotificationRow]:
    """What is due at addresses that are not busy, those never tried first."""
    time_has_come = or_(NotificationRow.next_attempt_at <= now, NotificationRow.next_attempt_at > now + NOT_SO_LATE)
    query = select(NotificationRow).where(
        NotificationRow.outcome == Outcome.WAITING, time_has_come, NotificationRow.address.not_in(busy)
    )
    return session.scalars(query.order_by(NotificationRow.attempts, NotificationRow.id).limit(limit)).all()


def claim(session: Session, row: NotificationRow, now: datetime) -> bool:
    """True for the one sender that may try it now. Counts the try, and holds it for the lease."""
    return _change(session, row, attempts=row.attempts + 1, next_attempt_at=now + LEASE)


def drop(session: Session, row: NotificationRow, now: datetime) -> None:
    """It need not go any more."""
    _change(session, row, outcome=Outcome.DROPPED, finished_at=now)


def sent(session: Session, row: NotificationRow, now: datetime) -> None:
    """It went, whoever else has it by now."""
    values = {"outcome": Outcome.SENT, "reason": "", "finished_at": now}
    session.execute(update(NotificationRow).where(NotificationRow.id == row.id).values(**values))


def not_sent(session: Session, row: NotificationRow, failure: NotifyFailure, chance: float, now: datetime) -> None:
    """Another try after a pause, or given up. `row` is as it was read before the claim."""
    attempts = row.attempts + 1
    given_up = failure is NotifyFailure.ADDRESS or attempts >= TRIES
    pause = timedelta(seconds=AGAIN.pause_s(attempts, chance))
    _change(
        session,
        row,
        expected=attempts,
        reason=failure.value,
        outcome=Outcome.FAILED if given_up else Outcome.WAITING,
        next_attempt_at=now + pause,
        finished_at=now if given_up else None,
    )


def _change(session: Session, row: NotificationRow, expected: int | None = None, **values: object) -> bool:
    """Changes it unless another sender did. `expected` is the number of tries it must have."""
    unchanged = (
        NotificationRow.id == row.id,
        NotificationRow.outcome == Outcome.WAITING,
        NotificationRow.attempts == (row.attempts if expected is None else expected),
    )
    result = session.execute(update(NotificationRow).where(*unchanged).values(**values))
    assert isinstance(result, CursorResult)  # noqa: S101 - for the type checker
    return result.rowcount == 1
