"""Tells the homes which events are committed, many ids at a time."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select, update

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Receipt
from station.database import Database
from station.state_words import DEVICE
from station.tables import EventRow

AT_ONCE = 500


class Receipts:
    """Puts receipts into the outbox and marks their events in the same transaction."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, communities: frozenset[str] | None = None
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._waiting = [EventRow.receipted_at.is_(None)]
        if communities is not None:
            self._waiting.append(EventRow.community.in_(communities))

    def gather(self) -> int:
        """Writes receipts for events that have none; returns how many events. Raises DatabaseDownError."""
        with self._database.reading() as session:
            waiting = select(EventRow.id).where(*self._waiting).limit(1)
            if session.scalars(waiting).first() is None:
                return 0
        with self._database.writing() as session:
            query = select(EventRow.community, EventRow.home, EventRow.id).where(*self._waiting)
            by_home: dict[tuple[str, str], list[UUID]] = defaultdict(list)
            for community, home, event in session.execute(query.limit(AT_ONCE).with_for_update()):
                by_home[community, home].append(event)
            now = self._clock.now()
            for (community, home), ids in by_home.items():
                receipt = Receipt(home=home, device=DEVICE, at=now, clock_trusted=self._clock.trusted, ids=tuple(ids))
                self._outbox.put(session.connection(), receipt, community)
                session.execute(update(EventRow).where(EventRow.id.in_(ids)).values(receipted_at=now))
        self._outbox.wake()
        return sum(map(len, by_home.values()))
