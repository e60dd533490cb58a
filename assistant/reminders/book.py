"""The reminder table and the doses, each change in one transaction with the event that reports it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
from skills.ports import BookError, DueDose, Recurrence, ReminderEntry
from skills.recurrence import occurrences

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
    )


def entry_of(row: ReminderRow) -> ReminderEntry:
    """A row as the skills see it."""
    return ReminderEntry(row.id, row.resident, row.medicine, from_json(row.recurrence))


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

    def add(self, resident: str, medicine: str, recurrence: Recurrence) -> ReminderEntry:
        now = self._reporter.clock.now()
        row = ReminderRow(
            id=uuid4(),
            resident=resident,
            medicine=medicine,
            recurrence=to_json(recurrence),
            created_at=now,
            looked_until=now,
            active=True,
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
        return self._read_back(reminder)

    def cancel(self, reminder: UUID) -> None:
        with self._table() as session:
            session.get_one(ReminderRow, reminder).active = False
            for dose in session.scalars(
                select(DoseRow).where(DoseRow.reminder == reminder, DoseRow.state == DoseState.REMINDING.value)
            ):
                session.delete(dose)
        self._changed()

    def today(self, resident: str) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now().astimezone(self._timezone)
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        end = start + timedelta(days=1)
        with self._table() as session:
            rows = session.scalars(
                select(DoseRow).where(DoseRow.resident == resident, DoseRow.due_at >= start, DoseRow.due_at < end)
            )
            doses = [self._dose(row) for row in rows]
        known = {(dose.reminder, dose.due_at) for dose in doses}
        for entry in self.entries(resident):
            for due_at in occurrences(entry.recurrence, now, end, self._timezone):
                if (entry.id, due_at) not in known and due_at < end:
                    doses.append(DueDose(entry.id, entry.medicine, due_at, DoseState.WAITING.value))
        return tuple(sorted(doses, key=lambda dose: dose.due_at))

    def confirm(self, resident: str) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now()
        with self._table() as session:
            recent = session.scalars(
                select(DoseRow)
                .where(
                    DoseRow.resident == resident,
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
            doses = tuple(self._dose(row) for row in rows)
        self._after(bool(rows))
        return doses

    def snooze(self, resident: str) -> tuple[DueDose, ...]:
        now = self._reporter.clock.now()
        with self._table() as session:
            rows = session.scalars(
                select(DoseRow).where(DoseRow.resident == resident, DoseRow.state == DoseState.REMINDING.value)
            ).all()
            for row in rows:
                row.next_at = now + timedelta(seconds=self._settings.snooze_s)
            doses = tuple(self._dose(row) for row in rows)
        self._after(False)
        return doses

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

    def _dose(self, row: DoseRow) -> DueDose:
        return DueDose(row.reminder, row.medicine, row.due_at.astimezone(self._timezone), row.state)
