"""The alerts of this home, written together with the message that reports them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.store.tables import AlertRow, FindingRow, SecondPathRow
from assistant.store.transaction import transaction
from messages.outbox import Outbox
from messages.payloads import Alert, AlertKind, AlertState, AlertStateChange, Event, Finding, Urgency

RAISED = "raised"
CANCELLING = "cancelling"  # she said that she is well, and the station has not answered yet
CLOSED = frozenset({AlertState.RESOLVED.value, AlertState.CANCELLED.value, CANCELLING})
FORGOTTEN_AFTER = timedelta(days=1)  # an alert never answered for a day is not the one she cancels now
NOT_FOLLOWED = frozenset(
    {
        AlertKind.DOSE_MISSED,
        AlertKind.HOME_SILENT,
        AlertKind.LINE_SILENT,
        AlertKind.TEST_OVERDUE,
        AlertKind.SELF_TEST,
    }
)  # the station's own: she did not call
OPEN = frozenset({AlertState.RECEIVED, AlertState.ACKNOWLEDGED, AlertState.ON_THE_WAY})


@dataclass(frozen=True)
class OpenAlert:
    """An alert that is not closed yet. `told`: somebody has had it by the second path."""

    id: UUID
    state: str
    by: str
    raised_at: datetime
    urgency: str = Urgency.EMERGENCY.value
    told: bool = False


class AlertBook:
    """The alert table of home.db. Every method raises OutboxError when the disk refuses, and then nothing happened."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox

    def raise_alert(self, alert: Alert, cancelled: Event | None = None) -> None:
        """Row and outgoing message in one transaction; with `cancelled`, taken back in the same breath.

        The same id twice is one alert.
        """
        with transaction(self._engine) as session:
            row = session.get(AlertRow, alert.id) or _row(alert)
            row.body = row.body or alert.model_dump_json()
            session.add(row)
            settled = session.get(FindingRow, alert.id)
            if settled is not None:
                session.delete(settled)
            self._outbox.put(session.connection(), alert)
            if cancelled is not None:
                row.state = CANCELLING
                self._outbox.put(session.connection(), cancelled)
        self._outbox.wake()

    def cancel(self, alert: UUID, event: Event) -> None:
        """Marks the alert cancelled and reports it."""
        with transaction(self._engine) as session:
            row = session.get(AlertRow, alert)
            if row is not None:
                row.state = CANCELLING
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

    def settle(self, finding: UUID, answered: Event) -> None:
        """A claimed finding needs nobody: it is reported, and not asked about again."""
        with transaction(self._engine) as session:
            settled = session.get(FindingRow, finding)
            if settled is not None:
                session.delete(settled)
            self._outbox.put(session.connection(), answered)
        self._outbox.wake()

    def unsettled(self) -> tuple[Finding, ...]:
        """Findings claimed and neither raised nor dropped: they are asked about after a restart."""
        with transaction(self._engine) as session:
            return tuple(Finding.model_validate_json(row.body) for row in session.scalars(select(FindingRow)))

    def hear(self, alert: Alert) -> bool:
        """An alert that another device of this home raised; True when it is not known yet."""
        with transaction(self._engine) as session:
            row = session.get(AlertRow, alert.id)
            if row is None:
                session.add(_row(alert))
            else:
                row.body = row.body or alert.model_dump_json()
            return row is None

    def follow(self, change: AlertStateChange, now: datetime) -> bool:
        """Keeps what the station says of an alert of this home; True when that is news."""
        with transaction(self._engine) as session:
            row = session.get(AlertRow, change.id)
            if row is None:
                if not _concerns_her(session, change, now):
                    return False
                row = AlertRow(id=change.id, kind=change.kind or "", urgency="", raised_at=change.at, body="")
                session.add(row)
            elif (row.state, row.by) == (change.state.value, change.by):
                return False
            elif row.state == CANCELLING and _crossed(row, change):
                row.joined_to = change.joined_to
                return False
            row.state, row.by, row.joined_to = change.state.value, change.by, change.joined_to
            other = session.get(AlertRow, change.joined_to) if change.joined_to else None
            if other is not None and other.state == CANCELLING:
                other.state = AlertState.RECEIVED.value  # she has called again since she took that one back
            return True

    def open_alert(self, now: datetime) -> OpenAlert | None:
        """The newest alert that is not closed; a joined one stands as the other stands, once that one is known."""
        with transaction(self._engine) as session:
            rows = session.scalars(
                select(AlertRow).where(AlertRow.raised_at > now - FORGOTTEN_AFTER).order_by(AlertRow.raised_at.desc())
            ).all()
            for row in rows:
                stands = (session.get(AlertRow, row.joined_to) if row.joined_to else None) or row
                if stands.state not in CLOSED:
                    told = _told(session, {row.id, stands.id})
                    return OpenAlert(
                        stands.id, stands.state, stands.by, stands.raised_at, stands.urgency or row.urgency, told
                    )
        return None


def _row(alert: Alert) -> AlertRow:
    return AlertRow(
        id=alert.id,
        kind=alert.kind.value,
        urgency=alert.urgency.value,
        raised_at=alert.at,
        state=RAISED,
        by="",
        body=alert.model_dump_json(),
    )


def _concerns_her(session: Session, change: AlertStateChange, now: datetime) -> bool:
    """True for an open alert of a person that this speaker has not heard raised, or that one of its own joined."""
    if change.state not in OPEN or change.at < now - FORGOTTEN_AFTER:
        return False
    if change.kind is not None and change.kind not in NOT_FOLLOWED:
        return True
    joined = select(AlertRow.id).where(AlertRow.joined_to == change.id).limit(1)
    return session.scalars(joined).first() is not None


def _crossed(row: AlertRow, change: AlertStateChange) -> bool:
    """True for the station's word of before it knew that she is well."""
    return change.state in {AlertState.RECEIVED, AlertState.JOINED} or (
        change.state is AlertState.ACKNOWLEDGED and change.by == row.by
    )


def _told(session: Session, alerts: set[UUID]) -> bool:
    had = select(SecondPathRow.id).where(
        SecondPathRow.alert.in_(alerts), SecondPathRow.word == "alert", SecondPathRow.outcome == "sent"
    )
    return session.scalars(had.limit(1)).first() is not None
