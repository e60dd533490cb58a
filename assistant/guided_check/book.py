"""The checks of this home, written together with the event that reports each."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine, select

from assistant.store.tables import GuidedCheckRow
from assistant.store.transaction import transaction
from messages.outbox import Outbox
from messages.payloads import Event


class CheckBook:
    """The table of home.db. Every method raises OutboxError when the disk refuses, and then nothing happened."""

    def __init__(self, engine: Engine, outbox: Outbox) -> None:
        self._engine, self._outbox = engine, outbox

    def keep(self, report: Event) -> None:
        """Row and outgoing event in one transaction."""
        with transaction(self._engine) as session:
            session.add(
                GuidedCheckRow(
                    id=report.id, resident=report.resident or "", ended_at=report.at, detail=dict(report.detail)
                )
            )
            self._outbox.put(session.connection(), report)
        self._outbox.wake()

    def last(self, resident: str) -> Mapping[str, str] | None:
        """The detail of the newest check."""
        with transaction(self._engine) as session:
            newest = (
                select(GuidedCheckRow.detail)
                .where(GuidedCheckRow.resident == resident)
                .order_by(GuidedCheckRow.ended_at.desc())
            )
            return session.scalars(newest.limit(1)).first()
