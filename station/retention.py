"""Takes away what is older than it has to be kept: readings, events, self-tests, the audit trail, links, addresses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Select, delete, select, update

from config.settings import RetentionSettings
from messages.clock import Clock
from station.database import Database
from station.supervision.tables import SelfTestRow
from station.tables import AcceptLinkRow, AuditRow, EventRow, NotificationRow, ReadingBatchRow, ReadingRow

NOTICES_KEPT = timedelta(days=30)  # the notice itself stays with its alert, without the address it went to
AT_ONCE = 500  # rows of a transaction, so that no alert waits for a lock


class Retention:
    """Every method raises DatabaseDownError, DatabaseRefusedError. Blocking; may run beside everything else."""

    def __init__(self, database: Database, clock: Clock, kept: RetentionSettings) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept

    def sweep(self) -> int:
        """How many rows were taken away. A clock that is not trusted takes nothing."""
        if not self._clock.trusted:
            return 0
        now = self._clock.now()
        return (
            self._readings(now - timedelta(days=self._kept.readings_days))
            + self._events(now - timedelta(days=self._kept.events_days))
            + self._self_tests(now - timedelta(days=self._kept.events_days))
            + self._audit(now - timedelta(days=self._kept.audit_days))
            + self._links(now - NOTICES_KEPT)
            + self._addresses(now - NOTICES_KEPT)
        )

    def _readings(self, before: datetime) -> int:
        """In order of arrival, until there is nothing old among the next AT_ONCE batches: a year holds very many."""
        taken, last = 0, -1
        while True:
            with self._database.writing() as session:
                query = select(ReadingBatchRow.seq, ReadingBatchRow.last_at).where(ReadingBatchRow.seq > last)
                rows = session.execute(query.order_by(ReadingBatchRow.seq).limit(AT_ONCE)).all()
                old = [seq for seq, last_at in rows if last_at < before]
                session.execute(delete(ReadingRow).where(ReadingRow.batch.in_(old)))
                session.execute(delete(ReadingBatchRow).where(ReadingBatchRow.seq.in_(old)))
            if not old:
                return taken
            taken, last = taken + len(old), rows[-1][0]

    def _events(self, before: datetime) -> int:
        old = select(EventRow.id).where(EventRow.received_at < before, EventRow.receipted_at.is_not(None))
        return self._in_turns(old, lambda ids: delete(EventRow).where(EventRow.id.in_(ids)))

    def _self_tests(self, before: datetime) -> int:
        old = select(SelfTestRow.id).where(SelfTestRow.received_at < before)
        return self._in_turns(old, lambda ids: delete(SelfTestRow).where(SelfTestRow.id.in_(ids)))

    def _audit(self, before: datetime) -> int:
        old = select(AuditRow.id).where(AuditRow.at < before)
        return self._in_turns(old, lambda ids: delete(AuditRow).where(AuditRow.id.in_(ids)))

    def _links(self, before: datetime) -> int:
        old = select(AcceptLinkRow.token_hash).where(AcceptLinkRow.expires_at < before)
        return self._in_turns(old, lambda hashes: delete(AcceptLinkRow).where(AcceptLinkRow.token_hash.in_(hashes)))

    def _addresses(self, before: datetime) -> int:
        """An address may hold a service's secret, and a notice that went long ago needs it no more."""
        old = select(NotificationRow.id).where(NotificationRow.finished_at < before, NotificationRow.address != "")
        return self._in_turns(
            old, lambda ids: update(NotificationRow).where(NotificationRow.id.in_(ids)).values(address="")
        )

    def _in_turns(self, old: Select[Any], away: Callable[[Sequence[Any]], Executable]) -> int:
        """Takes away what `old` finds, AT_ONCE keys in a transaction, until it finds no more; how many they were."""
        taken = 0
        while True:
            with self._database.writing() as session:
                keys = session.scalars(old.limit(AT_ONCE)).all()
                session.execute(away(keys))
            if not keys:
                return taken
            taken += len(keys)
