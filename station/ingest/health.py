"""Whether messages are taken in, by whichever worker."""

from __future__ import annotations

from collections.abc import Sequence

from station.database import Database
from station.errors import DatabaseDownError, DatabaseRefusedError
from station.ingest.lease import standing
from station.ingest.shards import Shard
from station.ingest.worker import Worker


class IngestHealth:
    """Asked by the pages. A shard of this process's own worker is seen at once, another's by its lease."""

    def __init__(self, database: Database, shards: Sequence[Shard], worker: Worker) -> None:
        self._database = database
        self._shards = tuple(shards)
        self._worker = worker

    @property
    def worker_alive(self) -> bool:
        """False when this process's worker has ended; another process may still take messages in."""
        return self._worker.alive

    def connected(self) -> dict[str, bool]:
        """Of each shard, whether somebody holds it and hears it now."""
        own = self._worker.connected()
        try:
            with self._database.reading() as session:
                others = standing(session)
        except (DatabaseDownError, DatabaseRefusedError):
            others = {}
        return {shard.name: own.get(shard.name, others.get(shard.name, False)) for shard in self._shards}
