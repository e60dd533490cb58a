"""One look at the table: which doses came due, which are said again, which are missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.reminders.book import dose_of, from_json, retire
from assistant.reminders.decide import DoseState, GiveUp, Pace, Say, decide, pace_of
from assistant.reminders.lines import spoken_line
from assistant.reminders.telling import missed_words
from assistant.reporter import Reporter
from assistant.speaker.mouth import Mouth
from assistant.store.tables import DoseRow, ReminderRow
from assistant.store.transaction import transaction
from config.phrases import Phrases
from config.settings import ReminderSettings
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import EventKind
from skills.ports import ReminderKind
from skills.recurrence import DueState, due_state, interval_after, next_occurrence, occurrences

UNKNOWN_TIME_SAID_EVERY = timedelta(hours=1)
_NO_MEDICINE = ReminderRow.kind != ReminderKind.MEDICINE.value


class ReminderRound:
    """Everything is computed from rows and the clock, so a restart at any moment changes nothing."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        reporter: Reporter,
        mouth: Mouth,
        phrases: Phrases,
        timezone: ZoneInfo,
        settings: ReminderSettings,
    ) -> None:
        self._engine, self._outbox, self._reporter, self._mouth = engine, outbox, reporter, mouth
        self._phrases, self._timezone, self._settings = phrases, timezone, settings
        self._unknown_said_at: datetime | None = None

    def go(self) -> None:
        """Looks once. Safe to call at any time and any number of times. Raises OutboxError.

        While the time is not trusted no dose comes due: what did meanwhile is late or missed once it is.
        """
        now = self._reporter.clock.now()
        if not self._reporter.clock.trusted:
            self._say_the_time_is_unknown(now)
            return
        to_say: list[tuple[str, int]] = []
        with transaction(self._engine) as session:
            for reminder in session.scalars(select(ReminderRow).where(ReminderRow.active)).all():
                self._come_due(session, reminder, now)
            session.flush()
            for dose in session.scalars(select(DoseRow).where(DoseRow.state == DoseState.REMINDING.value)).all():
                step = decide(dose.times_said, dose.next_at, now, self._pace(dose.kind), self._mouth.room_percent)
                if self._too_close_to_the_next(session, dose, now):
                    self._miss(session, dose, "unconfirmed", told=True)
                    to_say.append((self._phrases("assistant.reminder.too_close", medicine=dose.medicine), 0))
                elif isinstance(step, GiveUp) or self._slept_through(session, dose, now):
                    self._miss(session, dose, "unconfirmed", told=dose.kind != ReminderKind.TASK)
                elif isinstance(step, Say):
                    line = spoken_line(dose_of(dose, self._timezone), dose.times_said, self._local(now), self._phrases)
                    to_say.append((line, step.extra_volume))
                    dose.times_said += 1
                    dose.next_at = step.next_at
            session.flush()
            for other in session.scalars(select(ReminderRow).where(ReminderRow.active, _NO_MEDICINE)).all():
                retire(session, other, self._timezone)
        self._outbox.wake()
        for line, extra_volume in to_say:
            self._mouth.say(line, extra_volume)

    def untold(self) -> str:
        """What was missed while the power was off, to be told once; empty when there is nothing, or no disk."""
        try:
            with transaction(self._engine) as session:
                rows = session.scalars(select(DoseRow).where(DoseRow.told.is_(False))).all()
                doses = [dose_of(row, self._timezone) for row in rows]
                for row in rows:
                    row.told = True
        except OutboxError as error:
            structlog.get_logger().error("missed doses could not be told", reason=str(error))
            return ""
        return missed_words(doses, self._local(self._reporter.clock.now()).date(), self._phrases)

    def reminding(self) -> bool:
        """True while a dose of medicine is waited for; without a disk nobody knows, and the wake word is needed."""
        reminding = (DoseRow.state == DoseState.REMINDING.value) & (DoseRow.kind == ReminderKind.MEDICINE.value)
        try:
            with transaction(self._engine) as session:
                return session.scalars(select(DoseRow.id).where(reminding).limit(1)).first() is not None
        except OutboxError as error:
            structlog.get_logger().error("the doses could not be read", reason=str(error))
            return False

    def next_moments(self) -> tuple[datetime, ...]:
        """When to look again, by the clock of the home. Raises OutboxError."""
        now = self._reporter.clock.now().astimezone(self._timezone)
        with transaction(self._engine) as session:
            due = [
                next_occurrence(from_json(row.recurrence), now, self._timezone)
                for row in session.scalars(select(ReminderRow).where(ReminderRow.active))
            ]
            again = session.scalars(select(DoseRow.next_at).where(DoseRow.state == DoseState.REMINDING.value)).all()
        return tuple(sorted({moment for moment in (*due, *again) if moment is not None}))

    def _say_the_time_is_unknown(self, now: datetime) -> None:
        """At once and every hour, to somebody who relies on being reminded."""
        if self._unknown_said_at is not None and now - self._unknown_said_at < UNKNOWN_TIME_SAID_EVERY:
            return
        with transaction(self._engine) as session:
            kinds = set(session.scalars(select(ReminderRow.kind).where(ReminderRow.active)))
        if kinds:
            self._unknown_said_at = now
            key = "time_unknown" if ReminderKind.MEDICINE in kinds else "time_unknown_alarms"
            self._mouth.say(self._phrases(f"assistant.reminder.{key}"))

    def _come_due(self, session: Session, reminder: ReminderRow, now: datetime) -> None:
        recurrence = from_json(reminder.recurrence)
        late_limit = self._pace(reminder.kind).late_limit
        until = now + timedelta(microseconds=1)  # what is due this very moment counts
        again = (DoseRow.reminder == reminder.id) & (DoseRow.due_at >= reminder.looked_until)
        written = set(session.scalars(select(DoseRow.due_at).where(again)))
        for due_at in occurrences(recurrence, reminder.looked_until, until, self._timezone):
            if due_at.astimezone(UTC) in written:  # a clock that was set back comes by the same dose again
                continue
            interval = interval_after(recurrence, due_at, self._timezone)
            dose = DoseRow(
                id=uuid4(),
                reminder=reminder.id,
                resident=reminder.resident,
                medicine=reminder.medicine,
                due_at=due_at,
                state=DoseState.REMINDING.value,
                times_said=0,
                next_at=now,
                told=True,
                kind=reminder.kind,
                about=reminder.about,
                after_s=recurrence.after_s,
            )
            session.add(dose)
            if due_state(due_at, now, interval, late_limit) is DueState.MISSED:
                self._miss(session, dose, "speaker_off", told=False)
        reminder.looked_until = until

    def _slept_through(self, session: Session, dose: DoseRow, now: datetime) -> bool:
        """True for a dose said before the power failed, when it is back too late to go on asking for it."""
        pace = self._pace(dose.kind)
        if now - dose.next_at < timedelta(seconds=pace.repeat_every_s):
            return False
        return due_state(dose.due_at, now, self._interval(session, dose), pace.late_limit) is DueState.MISSED

    def _too_close_to_the_next(self, session: Session, dose: DoseRow, now: datetime) -> bool:
        """True when saying it again, or after putting it off, would come later than half the way to the next dose."""
        if dose.kind != ReminderKind.MEDICINE or now - dose.next_at >= timedelta(seconds=self._settings.repeat_every_s):
            return False  # the power failed meanwhile: she is not spoken to about a dose of hours ago
        return due_state(dose.due_at, now, self._interval(session, dose), timedelta.max) is DueState.MISSED

    def _interval(self, session: Session, dose: DoseRow) -> timedelta | None:
        recurrence = from_json(session.get_one(ReminderRow, dose.reminder).recurrence)
        return interval_after(recurrence, dose.due_at, self._timezone)

    def _miss(self, session: Session, dose: DoseRow, reason: str, told: bool) -> None:
        """Only of medicine is anybody told but the resident."""
        dose.state, dose.told = DoseState.MISSED.value, told
        if dose.kind != ReminderKind.MEDICINE:
            return
        event = self._reporter.event(
            EventKind.DOSE_MISSED,
            dose.id,
            {"medicine": dose.medicine, "due": self._clock_time(dose), "reason": reason},
        )
        self._outbox.put(session.connection(), event)

    def _pace(self, kind: str) -> Pace:
        return pace_of(ReminderKind(kind), self._settings)

    def _local(self, now: datetime) -> datetime:
        return now.astimezone(self._timezone)

    def _clock_time(self, dose: DoseRow) -> str:
        return dose.due_at.astimezone(self._timezone).strftime("%H:%M")
