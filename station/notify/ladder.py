"""Takes the ladder's due steps: one row per (alert, step, recipient), and the notification that goes with it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.settings import EscalationSettings
from messages.clock import Clock
from messages.payloads import AlertState
from station import alert_rows
from station.database import Database
from station.escalation import Climb, Due, due
from station.notify.recipients import Recipient, contacts_of, rungs, staff_of
from station.tables import AlertRow, EscalationRow, NotificationRow, Outcome


class Ladder:
    """Looks at rows and the clock; keeps nothing in memory, so that a restart forgets nobody."""

    def __init__(self, database: Database, clock: Clock, settings: EscalationSettings) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings

    def climb(self) -> int:
        """Takes every step that is due; returns how many people are to be told. Raises DatabaseDownError."""
        with self._database.reading() as session:
            waiting = session.scalars(select(AlertRow).where(AlertRow.state == AlertState.RECEIVED)).all()
            behind = [alert.id for alert in waiting if self._due(session, alert)[0]]
        told = 0
        for alert_id in behind:
            with self._database.writing() as session:
                told += self._take(session, alert_rows.locked(session, alert_id))
        return told

    def _due(self, session: Session, alert: AlertRow) -> tuple[tuple[Due, ...], dict[str, Recipient]]:
        standing = rungs(staff_of(session), contacts_of(session, alert))
        keys = {rung: tuple(person.key for person in people) for rung, people in standing.items()}
        climb = Climb(alert.ladder_from, alert.ladder_base, alert.state is not AlertState.RECEIVED)
        steps = due(climb, self._settings, keys, alert_rows.steps_done(session, alert.id), self._clock.now())
        return steps, {person.key: person for people in standing.values() for person in people}

    def _take(self, session: Session, alert: AlertRow) -> int:
        now = self._clock.now()
        steps, people = self._due(session, alert)
        for step in steps:
            person = people[step.recipient]
            session.add(EscalationRow(alert=alert.id, step=step.step, recipient=person.key, at=now))
            session.add(
                NotificationRow(
                    alert=alert.id,
                    step=step.step,
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
        return len(steps)
