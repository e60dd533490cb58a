"""Tells whoever had accepted an alert what happened to it since: new facts, graver ones, her word that she is well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.clock import Clock
from station import alert_rows
from station.database import Database
from station.notify import notifications
from station.notify.recipients import Recipient, contacts_of, rungs, staff_of
from station.tables import AlertRow, NewsRow, NotificationRow, Outcome


class News:
    """Turns rows of news into notices. What came in together becomes one notice."""

    def __init__(self, database: Database, clock: Clock, timezone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._timezone = timezone

    def tell(self) -> int:
        """Returns how many notices were written. Raises DatabaseDownError."""
        with self._database.reading() as session:
            alerts = session.scalars(select(NewsRow.alert).where(NewsRow.noticed_at.is_(None)).distinct()).all()
        return sum(self._tell(alert_id) for alert_id in alerts)

    def _tell(self, alert_id: UUID) -> int:
        now = self._clock.now()
        with self._database.writing() as session:
            alert = alert_rows.locked(session, alert_id)
            query = select(NewsRow).where(NewsRow.alert == alert_id, NewsRow.noticed_at.is_(None))
            newest: dict[str, NewsRow] = {}
            for row in session.scalars(query.order_by(NewsRow.id)):
                row.noticed_at = now
                newest[row.recipient] = row
            told = 0
            for key, row in newest.items():
                for person in self._people(session, alert, key):
                    if not _about_to_read_it(session, alert_id, person.key):
                        notifications.put(session, alert_id, -row.id, person, now)
                        told += 1
            return told

    def _people(self, session: Session, alert: AlertRow, key: str) -> Sequence[Recipient]:
        """Who had accepted it; where he cannot be found any more, those on duty."""
        staff = staff_of(session, self._clock.now(), self._timezone)
        contacts = contacts_of(session, [alert])[alert.id]
        known: Mapping[str, Recipient] = {
            person.key: person for person in (*(each.recipient for each in staff), *contacts)
        }
        return (known[key],) if key in known else rungs(staff, contacts)["on_duty"]


def _about_to_read_it(session: Session, alert: UUID, recipient: str) -> bool:
    """A notice that has not been tried yet will tell it as things then stand."""
    query = select(NotificationRow.id).where(
        NotificationRow.alert == alert,
        NotificationRow.recipient == recipient,
        NotificationRow.outcome == Outcome.WAITING,
        NotificationRow.attempts == 0,
    )
    return session.scalars(query.limit(1)).first() is not None
