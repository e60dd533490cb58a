"""Takes the ladder's due steps: one row per (alert, step, recipient), and the notification that goes with it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.escalation import EscalationSettings
from messages.clock import Clock
from messages.payloads import AlertState
from station import alert_rows
from station.database import Database
from station.escalation import Climb, Due, due, least_waited_s
from station.notify import notifications
from station.notify.recipients import Rungs, contacts_of, rungs, staff_of
from station.notify.stopwatch import Stopwatch
from station.tables import AlertRow, EscalationRow

AT_ONCE = 500  # alerts in one query


@dataclass(frozen=True)
class _Seen:
    """What one look at an alert found."""

    alert: AlertRow
    standing: Rungs
    done: Set[tuple[int, str]]


class Ladder:
    """Looks at rows and the clock; what it keeps in memory only guards against a clock that is set back."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        settings: EscalationSettings,
        timezone: ZoneInfo,
        stopwatch: Stopwatch | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._timezone = timezone
        self._stopwatch = stopwatch or Stopwatch()

    def climb(self) -> int:
        """Takes every step that is due; returns how many people are to be told. Raises DatabaseDownError."""
        with self._database.reading() as session:
            received = session.scalars(select(AlertRow).where(AlertRow.state == AlertState.RECEIVED)).all()
            waiting = sorted(received, key=lambda alert: (alert.urgency.rank, alert.ladder_from))
            self._stopwatch.forget_all_but({(alert.id, alert.ladder_base) for alert in waiting})
            behind = [
                seen.alert.id
                for start in range(0, len(waiting), AT_ONCE)
                for seen in self._look(session, waiting[start : start + AT_ONCE])
                if self._due(seen)
            ]
        return sum(self._take(alert_id) for alert_id in behind)

    def _take(self, alert_id: UUID) -> int:
        """Another program may have taken the steps since they were looked for: looked at again under the lock."""
        now = self._clock.now()
        with self._database.writing() as session:
            [seen] = self._look(session, [alert_rows.locked(session, alert_id)])
            people = {person.key: person for each in seen.standing.values() for person in each}
            steps = self._due(seen)
            for step in steps:
                session.add(EscalationRow(alert=alert_id, step=step.step, recipient=step.recipient, at=now))
                notifications.put(session, alert_id, step.step, people[step.recipient], now)
            return len(steps)

    def _look(self, session: Session, alerts: Sequence[AlertRow]) -> list[_Seen]:
        """Reads what the alerts have in common once: a thousand of them may be open."""
        if not alerts:
            return []
        staff = staff_of(session, self._clock.now(), self._timezone)
        contacts = contacts_of(session, alerts)
        done = notifications.steps_done(session, [alert.id for alert in alerts])
        return [_Seen(alert, rungs(staff, contacts[alert.id]), done.get(alert.id, frozenset())) for alert in alerts]

    def _due(self, seen: _Seen) -> tuple[Due, ...]:
        alert = seen.alert
        climb = Climb(alert.ladder_from, alert.ladder_base, alert.state is not AlertState.RECEIVED)
        least_s = least_waited_s(seen.done, climb.base, self._settings)
        now = self._stopwatch.now((alert.id, climb.base), climb.since, least_s, self._clock.now())
        keys = {rung: tuple(person.key for person in people) for rung, people in seen.standing.items()}
        return due(climb, self._settings, keys, seen.done, now)
