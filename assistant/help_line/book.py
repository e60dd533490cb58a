"""The alerts this home raised, written together with the message that reports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.store.tables import AlertRow, FindingRow
from assistant.store.transaction import transaction
from messages.outbox import Outbox
from messages.payloads import Alert, AlertState, AlertStateChange, Event, Finding

RAISED = "raised"
CLOSED = frozenset({AlertState.RESOLVED.value, AlertState.CANCELLED.value})
FORGOTTEN_AFTER = timedelta(days=1)  # an alert never answered for a day is not the one she cancels now


@dataclass(frozen=True)
class OpenAlert:
    """An alert that is not closed yet."""

    id: UUID
    state: str
    by: str
    raised_at: datetime


class AlertBook:
    """The alert table of home.db. Every write that fails raises OutboxError and leaves nothing half done."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox

    def raise_alert(self, alert: Alert) -> None:
        """Row and outgoing message in one transaction. The same id twice is one alert."""
        row = AlertRow(
            id=alert.id, kind=alert.kind.value, urgency=alert.urgency.value, raised_at=alert.at, state=RAISED, by=""
        )
        with transaction(self._engine) as session:
            if session.get(AlertRow, alert.id) is None:
                session.add(row)
            settled = session.get(FindingRow, alert.id)
            if settled is not None:
                session.delete(settled)
            self._outbox.put(session.connection(), alert)
        self._outbox.wake()

    def cancel(self, alert: UUID, event: Event) -> None:
        """Marks the alert cancelled and reports it."""
        with transaction(self._engine) as session:
            row = session.get(AlertRow, alert)
            if row is not None:
                row.state = AlertState.CANCELLED.value
            self._outbox.put(session.connection(), event)
        self._outbox.wake()

    def claim(self, finding: Finding, claimed: Event) -> bool:
        """Takes over the asking about a finding; False when it was claimed or settled before."""
        with transaction(self._engine) as session:
            if session.get(FindingRow, finding.id) or session.get(AlertRow, finding.id):
                return False
            session.add(FindingRow(id=finding.id, body=finding.model_dump_json()))
            self._outbox.put(session.connection(), claimed)
        self._outbox.wake()
        return True

    def unsettled(self) -> tuple[Finding, ...]:
        """Findings claimed and neither raised nor dropped: they are asked about after a restart."""
        with Session(self._engine) as session:
            return tuple(Finding.model_validate_json(row.body) for row in session.scalars(select(FindingRow)))

    def follow(self, change: AlertStateChange) -> bool:
        """Keeps what the station says of an alert of this home; True when that is news."""
        with transaction(self._engine) as session:
            row = session.get(AlertRow, change.id)
            if row is None or (row.state, row.by) == (change.state.value, change.by):
                return False
            row.state, row.by, row.joined_to = change.state.value, change.by, change.joined_to
            return True

    def open_alert(self, now: datetime) -> OpenAlert | None:
        """The newest alert that is not closed; a joined one stands as the other stands. Raises OutboxError."""
        with transaction(self._engine) as session:
            rows = session.scalars(
                select(AlertRow).where(AlertRow.raised_at > now - FORGOTTEN_AFTER).order_by(AlertRow.raised_at.desc())
            ).all()
            for row in rows:
                stands = row if row.joined_to is None else session.get(AlertRow, row.joined_to)
                if stands is not None and stands.state not in CLOSED:
                    return OpenAlert(stands.id, stands.state, stands.by, stands.raised_at)
        return None
