"""Takes away what is older than it has to be kept: readings, events, self-tests, the audit trail, links, addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

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
        taken = 0
        while True:
            with self._database.writing() as session:
                query = select(EventRow.id).where(EventRow.received_at < before, EventRow.receipted_at.is_not(None))
                old = session.scalars(query.limit(AT_ONCE)).all()
                session.execute(delete(EventRow).where(EventRow.id.in_(old)))
            if not old:
                return taken
            taken += len(old)

    def _self_tests(self, before: datetime) -> int:
        taken = 0
        while True:
            with self._database.writing() as session:
                query = select(SelfTestRow.id).where(SelfTestRow.received_at < before)
                old = session.scalars(query.limit(AT_ONCE)).all()
                session.execute(delete(SelfTestRow).where(SelfTestRow.id.in_(old)))
            if not old:
                return taken
            taken += len(old)

    def _links(self, before: datetime) -> int:
        taken = 0
        while True:
            with self._database.writing() as session:
                query = select(AcceptLinkRow.token_hash).where(AcceptLinkRow.expires_at < before)
                old = session.scalars(query.limit(AT_ONCE)).all()
                session.execute(delete(AcceptLinkRow).where(AcceptLinkRow.token_hash.in_(old)))
            if not old:
                return taken
            taken += len(old)

    def _addresses(self, before: datetime) -> int:
        """An address may hold a service's secret, and a notice that went long ago needs it no more."""
        taken = 0
        while True:
            with self._database.writing() as session:
                query = select(NotificationRow.id).where(
                    NotificationRow.finished_at < before, NotificationRow.address != ""
                )
                old = session.scalars(query.limit(AT_ONCE)).all()
                session.execute(update(NotificationRow).where(NotificationRow.id.in_(old)).values(address=""))
            if not old:
                return taken
            taken += len(old)

    def _audit(self, before: datetime) -> int:
        taken = 0
        while True:
            with self._database.writing() as session:
                old = session.scalars(select(AuditRow.id).where(AuditRow.at < before).limit(AT_ONCE)).all()
                session.execute(delete(AuditRow).where(AuditRow.id.in_(old)))
            if not old:
                return taken
            taken += len(old)
