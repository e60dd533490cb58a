"""The self-tests of this speaker, written together with the message that makes them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, func, select

from assistant.self_test.decide import Past
from assistant.store.tables import SelfTestRow
from assistant.store.transaction import transaction
from messages.outbox import Outbox
from messages.payloads import Alert, Event


class SelfTestBook:
    """The table of home.db. Every method raises OutboxError when the disk refuses, and then nothing happened."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine = engine
        self._outbox = outbox

    def past(self) -> Past:
        """What is known of earlier ones."""
        with transaction(self._engine) as session:
            begun_at = session.scalar(select(func.max(SelfTestRow.begun_at)))
            good_at = session.scalar(select(func.max(SelfTestRow.ended_at)).where(SelfTestRow.good))
            return Past(begun_at, good_at)

    def begin(self, test: Alert) -> None:
        """Row and outgoing message in one transaction."""
        with transaction(self._engine) as session:
            session.add(SelfTestRow(id=test.id, begun_at=test.at))
            self._outbox.put(session.connection(), test)
        self._outbox.wake()

    def end(self, test: UUID, now: datetime, good: bool, report: Event) -> None:
        """The answer has come back; reported with it."""
        with transaction(self._engine) as session:
            row = session.get(SelfTestRow, test)
            if row is not None:
                row.ended_at, row.good = now, good
            self._outbox.put(session.connection(), report)
        self._outbox.wake()

    def drop_unended(self) -> None:
        """Those without an answer are not sent any more: how long they took cannot be told."""
        with transaction(self._engine) as session:
            for row in session.scalars(select(SelfTestRow).where(SelfTestRow.ended_at.is_(None))).all():
                self._outbox.withdraw(session.connection(), Alert.name, row.id)
                session.delete(row)
