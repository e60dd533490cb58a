"""The second path's rows in home.db: who is told what, and every attempt at it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.help_line.book import CANCELLING, FORGOTTEN_AFTER, RAISED
from assistant.reporter import Reporter
from assistant.second_path.decide import Outcome, Recipient, Result, Way, Word, is_mine, leaves
from assistant.store.tables import AlertRow, SecondPathAttemptRow, SecondPathRow
from assistant.store.transaction import transaction
from config.settings import SecondPathSettings
from messages.backoff import Backoff
from messages.outbox import Outbox
from messages.payloads import Alert, AlertState, EventKind
from messages.short_code import short_code

TAKEN_BACK = frozenset({CANCELLING, AlertState.CANCELLED.value})


@dataclass(frozen=True)
class Notice:
    """A word that one person has not had yet."""

    id: UUID
    word: Word
    alert: Alert
    recipient: str
    name: str
    way: Way


class SecondPathBook:
    """Every method may be called from any thread; OutboxError when the disk refuses, and then nothing happened."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        reporter: Reporter,
        settings: SecondPathSettings,
        chance: Callable[[], float],
    ) -> None:
        """`chance` is uniform in 0..1 and spreads the pauses."""
        self._engine, self._outbox, self._reporter, self._settings = engine, outbox, reporter, settings
        self._again = Backoff(settings.first_pause_s, settings.longest_pause_s)
        self._chance = chance

    def due(self, apart_since: datetime | None, whom: Callable[[Alert], Iterable[Recipient]]) -> tuple[Notice, ...]:
        """Adds what the alerts' present states ask for, drops what they no longer do, and returns what is due."""
        now = self._reporter.clock.now()
        with transaction(self._engine) as session:
            self._add_alerts(session, apart_since, whom, now)
            self._add_cancels(session, now)
            dropped = self._drop(session, now)
            session.flush()
            found = self._due(session, now)
        if dropped:
            self._outbox.wake()
        return found

    def begin(self, notice: Notice) -> int:
        """Writes an attempt down before it is made, and when the next one would be; returns its number."""
        now = self._reporter.clock.now()
        with transaction(self._engine) as session:
            row = session.get_one(SecondPathRow, notice.id)
            row.attempts += 1
            row.next_attempt_at = now + timedelta(seconds=self._again.pause_s(row.attempts, self._chance()))
            attempt = SecondPathAttemptRow(notice=notice.id, began_at=now, result=Result.UNKNOWN.value)
            session.add(attempt)
            session.flush()
            return attempt.id

    def end(self, notice: Notice, attempt: int, result: Result, reason: str = "") -> None:
        """What became of the attempt. One that succeeded is reported to the station with the alert's short code."""
        with transaction(self._engine) as session:
            row = session.get_one(SecondPathRow, notice.id)
            tried = session.get_one(SecondPathAttemptRow, attempt)
            tried.ended_at, tried.result, tried.reason = self._reporter.clock.now(), result.value, reason[:200]
            if result is Result.SENT:
                row.outcome = Outcome.SENT.value
                self._report(session, row)
        if result is Result.SENT:
            self._outbox.wake()

    def told(self, alert: UUID) -> tuple[str, ...]:
        """The names of those who have had the alert."""
        query = select(SecondPathRow.name).where(
            SecondPathRow.alert == alert,
            SecondPathRow.word == Word.ALERT.value,
            SecondPathRow.outcome == Outcome.SENT.value,
        )
        with transaction(self._engine) as session:
            return tuple(dict.fromkeys(session.scalars(query.order_by(SecondPathRow.created_at))))

    def _add_alerts(
        self,
        session: Session,
        apart_since: datetime | None,
        whom: Callable[[Alert], Iterable[Recipient]],
        now: datetime,
    ) -> None:
        waiting = select(AlertRow).where(
            AlertRow.state == RAISED, AlertRow.body != "", AlertRow.raised_at > now - FORGOTTEN_AFTER
        )
        for row in session.scalars(waiting).all():
            alert = Alert.model_validate_json(row.body)
            if not is_mine(alert, self._reporter.device):
                continue
            if not leaves(alert.at, alert.urgency, apart_since, now, self._settings):
                continue
            known = self._recipients_of(session, alert.id, Word.ALERT)
            for person in whom(alert):
                if person.key not in known:
                    session.add(_row(alert.id, Word.ALERT, person.key, person.name, person.way, now))

    def _add_cancels(self, session: Session, now: datetime) -> None:
        """Whoever has had the alert, or may have had it, is told that she is well."""
        reached = (SecondPathRow.outcome == Outcome.SENT.value) | SecondPathRow.id.in_(
            select(SecondPathAttemptRow.notice).where(SecondPathAttemptRow.result == Result.UNKNOWN.value)
        )
        query = (
            select(SecondPathRow)
            .join(AlertRow, AlertRow.id == SecondPathRow.alert)
            .where(SecondPathRow.word == Word.ALERT.value, AlertRow.state.in_(TAKEN_BACK), reached)
            .where(SecondPathRow.created_at > now - FORGOTTEN_AFTER)
        )
        for row in session.scalars(query).all():
            if row.recipient not in self._recipients_of(session, row.alert, Word.CANCEL):
                session.add(_row(row.alert, Word.CANCEL, row.recipient, row.name, Way(row.way), now))
                session.flush()

    def _drop(self, session: Session, now: datetime) -> bool:
        """What the station has, or she took back, needs no second path any more, and nothing waits for ever."""
        waiting = (
            select(SecondPathRow, AlertRow.state)
            .join(AlertRow, AlertRow.id == SecondPathRow.alert)
            .where(SecondPathRow.outcome == Outcome.WAITING.value)
        )
        reported = False
        for row, state in session.execute(waiting).all():
            needless = row.word == Word.ALERT.value and state != RAISED
            if needless or row.created_at <= now - FORGOTTEN_AFTER:
                row.outcome = Outcome.DROPPED.value
                if row.attempts:
                    self._report(session, row)
                    reported = True
        return reported

    def _due(self, session: Session, now: datetime) -> tuple[Notice, ...]:
        """A next attempt further off than any pause means that the clock was set back: it is due."""
        forgotten = now + timedelta(seconds=2 * self._settings.longest_pause_s)
        moment = SecondPathRow.next_attempt_at
        query = (
            select(SecondPathRow, AlertRow.body)
            .join(AlertRow, AlertRow.id == SecondPathRow.alert)
            .where(SecondPathRow.outcome == Outcome.WAITING.value, (moment <= now) | (moment > forgotten))
            .order_by(SecondPathRow.created_at)
        )
        return tuple(
            Notice(row.id, Word(row.word), Alert.model_validate_json(body), row.recipient, row.name, Way(row.way))
            for row, body in session.execute(query).all()
        )

    def _report(self, session: Session, row: SecondPathRow) -> None:
        """Marks the alert, so that the station and whoever was told speak of the same one."""
        detail = {
            "code": short_code(row.alert),
            "word": row.word,
            "name": row.name,
            "way": row.way,
            "outcome": row.outcome,
            "attempts": str(row.attempts),
        }
        self._outbox.put(session.connection(), self._reporter.event(EventKind.SECOND_PATH, row.alert, detail))

    @staticmethod
    def _recipients_of(session: Session, alert: UUID, word: Word) -> set[str]:
        query = select(SecondPathRow.recipient).where(SecondPathRow.alert == alert, SecondPathRow.word == word.value)
        return set(session.scalars(query))


def _row(alert: UUID, word: Word, recipient: str, name: str, way: Way, now: datetime) -> SecondPathRow:
    return SecondPathRow(
        alert=alert,
        word=word.value,
        recipient=recipient,
        name=name,
        way=way.value,
        outcome=Outcome.WAITING.value,
        attempts=0,
        next_attempt_at=now,
        created_at=now,
    )
