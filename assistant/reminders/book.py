"""The reminder table and the doses, each change in one transaction with the event that reports it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.reminders.decide import DoseState
from assistant.reporter import Reporter
from assistant.store.tables import DoseRow, ReminderRow
from assistant.store.transaction import transaction
from config.settings import ReminderSettings
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.payloads import EventKind
from skills.ports import BookError, DueDose, Recurrence, ReminderEntry, ReminderKind
from skills.recurrence import next_occurrence, occurrences

CONFIRM_BACK = timedelta(hours=2)  # 吃过了 may still mean a dose that came due so long ago


def to_json(recurrence: Recurrence) -> dict[str, Any]:
    """A recurrence as it is kept."""
    return {
        "times": list(recurrence.times),
        "on": recurrence.on.isoformat() if recurrence.on else None,
        "weekdays": list(recurrence.weekdays),
        "every_days": recurrence.every_days,
        "start": recurrence.start.isoformat() if recurrence.start else None,
        "month_days": list(recurrence.month_days),
        "lunar": recurrence.lunar,
        "after_s": recurrence.after_s,
    }


def from_json(kept: dict[str, Any]) -> Recurrence:
    """A recurrence from what was kept."""
    day: Callable[[str | None], date | None] = lambda text: date.fromisoformat(text) if text else None  # noqa: E731
    return Recurrence(
        tuple(kept["times"]),
        day(kept["on"]),
        tuple(kept["weekdays"]),
        int(kept["every_days"]),
        day(kept["start"]),
        tuple(kept.get("month_days", ())),
        bool(kept.get("lunar", False)),
        int(kept.get("after_s", 0)),
    )


def entry_of(row: ReminderRow) -> ReminderEntry:
    """A row as the skills see it."""
    kind = ReminderKind(row.kind)
    return ReminderEntry(row.id, row.resident, row.medicine, from_json(row.recurrence), kind, row.about)


def dose_of(row: DoseRow, timezone: ZoneInfo) -> DueDose:
    """A row as the skills see it."""
    due_at = row.due_at.astimezone(timezone)
    return DueDose(row.reminder, row.medicine, due_at, row.state, ReminderKind(row.kind), row.about, row.after_s)


def retire(session: Session, reminder: ReminderRow, timezone: ZoneInfo) -> None:
    """What is no medicine and will not come due again is over, and stands in no list, once it is not waited for."""
    ahead = next_occurrence(from_json(reminder.recurrence), reminder.looked_until - timedelta(microseconds=1), timezone)
    if ahead is not None or reminder.kind == ReminderKind.MEDICINE:
        return
    waited_for = (DoseRow.reminder == reminder.id) & (DoseRow.state == DoseState.REMINDING.value)
    if session.scalars(select(DoseRow.id).where(waited_for).limit(1)).first() is None:
        reminder.active = False


class StoredReminders:
    """skills.ports.ReminderBook over home.db. `changed` is called after each change, to wake the schedule."""

    def __init__(
        self,
        engine: Engine,
        outbox: Outbox,
        reporter: Reporter,
        timezone: ZoneInfo,
        settings: ReminderSettings,
        changed: Callable[[], None],
    ) -> None:
        self._engine, self._outbox, self._reporter = engine, outbox, reporter
        self._timezone, self._settings, self._changed = timezone, settings, changed

    def add(
        self,
        resident: str,
        medicine: str,
        recurrence: Recurrence,
        kind: ReminderKind = ReminderKind.MEDICINE,
        about: str = "",
    ) -> ReminderEntry:
        now = self._reporter.clock.now()
        row = ReminderRow(
            id=uuid4(),
            resident=resident,
            medicine=medicine,
            recurrence=to_json(recurrence),
            created_at=now,
            looked_until=now,
            active=True,
            kind=kind.value,
            about=about,
        )
        with self._table() as session:
            session.add(row)
        return self._read_back(row.id)

    def entries(self, resident: str) -> tuple[ReminderEntry, ...]:
        with self._table() as session:
            rows = session.scalars(
                select(ReminderRow)
                .where(ReminderRow.resident == resident, ReminderRow.active)
                .order_by(ReminderRow.created_at)
            )
            return tuple(entry_of(row) for row in rows)

    def change(self, reminder: UUID, recurrence: Recurrence) -> ReminderEntry:
        with self._table() as session:
            row = session.get_one(ReminderRow, reminder)
            row.recurrence, row.looked_until = to_json(recurrence), self._reporter.clock.now()
            if row.kind != ReminderKind.MEDICINE:
                self._drop_reminding(session, reminder)  # what rang at the old time is not waited for
        return self._read_back(reminder)

    def cancel(self, reminder: UUID) -> None:
        with self._table() as session:
            session.get_one(ReminderRow, reminder).active = False
            self._drop_reminding(session, reminder)
        self._changed()

    def today(self, resident: str) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now().astimezone(self._timezone)
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        end = start + timedelta(days=1)
        with self._table() as session:
            rows = session.scalars(
                select(DoseRow).where(DoseRow.resident == resident, DoseRow.due_at >= start, DoseRow.due_at < end)
            )
            doses = [dose_of(row, self._timezone) for row in rows]
        known = {(dose.reminder, dose.due_at) for dose in doses}
        for entry in self.entries(resident):
            for due_at in occurrences(entry.recurrence, now, end, self._timezone):
                if (entry.id, due_at) not in known and due_at < end:
                    waiting, after_s = DoseState.WAITING.value, entry.recurrence.after_s
                    doses.append(DueDose(entry.id, entry.medicine, due_at, waiting, entry.kind, entry.about, after_s))
        return tuple(sorted(doses, key=lambda dose: dose.due_at))

    def confirm(self, resident: str) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now()
        with self._table() as session:
            recent = session.scalars(
                select(DoseRow)
                .where(
                    DoseRow.resident == resident,
                    DoseRow.kind == ReminderKind.MEDICINE.value,
                    DoseRow.state.in_([DoseState.REMINDING.value, DoseState.MISSED.value]),
                    DoseRow.due_at <= now,
                )
                .order_by(DoseRow.due_at.desc())
            ).all()
            rows = [row for row in recent if row.state == DoseState.REMINDING.value]
            rows = rows or [row for row in recent[:1] if row.due_at >= now - CONFIRM_BACK]
            for row in rows:
                row.state, row.told = DoseState.TAKEN.value, True
                event = self._reporter.event(EventKind.DOSE_TAKEN, row.id, {"medicine": row.medicine})
                self._outbox.put(session.connection(), event)
            doses = tuple(dose_of(row, self._timezone) for row in rows)
        self._after(bool(rows))
        return doses

    def snooze(self, resident: str, pause: timedelta) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now()
        with self._table() as session:
            rows = self._reminding(session, resident)
            for row in rows:
                medicine = row.kind == ReminderKind.MEDICINE
                row.next_at = now + (timedelta(seconds=self._settings.snooze_s) if medicine else pause)
                if not medicine:
                    row.times_said = 1  # it begins anew, though it has been said
            doses = tuple(dose_of(row, self._timezone) for row in rows)
        self._after(False)
        return doses

    def ringing(self, resident: str) -> tuple[DueDose, ...]:
        with self._table() as session:
            rows = self._reminding(session, resident)
            return tuple(dose_of(row, self._timezone) for row in rows if row.kind != ReminderKind.MEDICINE)

    def settle(self, resident: str) -> tuple[DueDose, ...]:
        with self._table() as session:
            rows = [row for row in self._reminding(session, resident) if row.kind != ReminderKind.MEDICINE]
            for row in rows:
                row.state, row.told = DoseState.TAKEN.value, True
            session.flush()
            for row in rows:
                retire(session, session.get_one(ReminderRow, row.reminder), self._timezone)
            doses = tuple(dose_of(row, self._timezone) for row in rows)
        self._after(False)
        return doses

    def _reminding(self, session: Session, resident: str) -> Sequence[DoseRow]:
        reminding = DoseRow.state == DoseState.REMINDING.value
        return session.scalars(select(DoseRow).where(DoseRow.resident == resident, reminding)).all()

    def _drop_reminding(self, session: Session, reminder: UUID) -> None:
        reminding = DoseRow.state == DoseState.REMINDING.value
        for dose in session.scalars(select(DoseRow).where(DoseRow.reminder == reminder, reminding)):
            session.delete(dose)

    @contextmanager
    def _table(self) -> Iterator[Session]:
        try:
            with transaction(self._engine) as session:
                yield session
        except OutboxError as error:
            raise BookError(str(error)) from error

    def _read_back(self, reminder: UUID) -> ReminderEntry:
        self._changed()
        with self._table() as session:
            return entry_of(session.get_one(ReminderRow, reminder))

    def _after(self, sent: bool) -> None:
        self._changed()
        if sent:
            self._outbox.wake()
