"""Since when the station has heard everything that the homes of a community say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from station.ingest.shards import Shard


class Listening:
    """Asked again and again. It remembers nothing across a start of the program: homes get their grace anew."""

    def __init__(self, connected: Callable[[], Mapping[str, bool]], shards: Sequence[Shard]) -> None:
        """`connected`: of each shard, whether a worker hears it now."""
        self._connected = connected
        self._shards = tuple(shards)
        self._since: dict[str, datetime] = {}

    def look(self, now: datetime) -> None:
        """Notes which shards are heard now."""
        connected = self._connected()
        for shard in self._shards:
            if connected.get(shard.name, False):
                self._since[shard.name] = min(self._since.get(shard.name, now), now)
            else:
                self._since.pop(shard.name, None)

    def since(self, community: str) -> datetime | None:
        """None while the community is not heard."""
        for shard in self._shards:
            if not shard.communities or community in shard.communities:
                return self._since.get(shard.name)
        return None
