"""Makes room on the station's disk: old readings are thinned, alerts and events never."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import structlog
from sqlalchemy import and_, delete, func, or_, select

from messages.clock import Clock
from messages.disk import DiskWatch
from messages.thinning import Thinning, surplus
from station.database import Database
from station.tables import ReadingBatchRow, ReadingRow

KEPT_WHOLE = timedelta(days=2)  # what the charts show and somebody may be looking at
BATCHES_AT_ONCE = 300


class ReadingThinning:
    """Looks at the disk and does what it asks for."""

    def __init__(self, database: Database, disk: DiskWatch, clock: Clock) -> None:
        self._database = database
        self._disk = disk
        self._clock = clock
        self._thinned_to = 0  # batches up to this one have been thinned before

    def work(self) -> int:
        """How many samples went. Raises DatabaseDownError."""
        how = self._disk.thinning()
        if how is Thinning.NONE:
            return 0
        gone = self._one_a_minute()
        if how is Thinning.OLDEST_AWAY and not gone:
            gone = self._drop_older_half()
        if gone:
            structlog.get_logger().warning("readings_thinned", how=how.name.lower(), samples=gone)
        return gone

    def _one_a_minute(self) -> int:
        """Of what is older than KEPT_WHOLE, a few hundred batches in a transaction: ingest must not wait for it."""
        gone = 0
        before = self._clock.now() - KEPT_WHOLE
        while True:
            with self._database.writing() as session:
                query = select(ReadingBatchRow).where(ReadingBatchRow.seq > self._thinned_to)
                batches = session.scalars(query.order_by(ReadingBatchRow.seq).limit(BATCHES_AT_ONCE)).all()
                old = {each.seq: each for each in batches if each.last_at < before}
                samples = session.execute(
                    select(ReadingRow.batch, ReadingRow.position, ReadingRow.at).where(ReadingRow.batch.in_(old))
                )
                away: dict[int, list[int]] = defaultdict(list)
                for batch, position in surplus(
                    (_series(old[row.batch]), row.at, (row.batch, row.position)) for row in samples
                ):
                    away[batch].append(position)
                if away:
                    these = or_(
                        *(
                            and_(ReadingRow.batch == batch, ReadingRow.position.in_(gone))
                            for batch, gone in away.items()
                        )
                    )
                    session.execute(delete(ReadingRow).where(these))
            gone += sum(map(len, away.values()))
            if len(old) < BATCHES_AT_ONCE:
                return gone
            self._thinned_to = batches[-1].seq

    def _drop_older_half(self) -> int:
        """By arrival. The batches' own rows stay, lest a message that comes again is taken for a new one."""
        with self._database.writing() as session:
            first = session.scalar(select(func.min(ReadingRow.batch)))
            last = session.scalar(select(func.max(ReadingRow.batch)))
            if first is None or last is None:
                return 0
            middle = first + (last - first) // 2
            query = delete(ReadingRow).where(ReadingRow.batch <= middle)
            return session.connection().execute(query).rowcount


def _series(batch: ReadingBatchRow) -> tuple[str, str, str | None, str]:
    return batch.community, batch.home, batch.resident, batch.metric.value
