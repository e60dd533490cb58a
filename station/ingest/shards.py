"""How the communities are divided: a shard is a group of them, heard by one worker at a time in two sessions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.errors import ConfigError
from config.ingest import IngestSettings
from messages.payloads import Readings
from messages.topics import CONTRACT, Sender, filter_for


class Lane(StrEnum):
    """A session of its own each, so that no reading stands before an alert at the broker."""

    ALERTS = "alerts"  # events and status too
    READINGS = "readings"


@dataclass(frozen=True)
class Shard:
    """A group of communities; none named: every one that speaks."""

    name: str
    communities: tuple[str, ...] = ()

    def client_id(self, lane: Lane) -> str:
        """Fixed: the broker keeps what came while no worker held the shard."""
        return f"xiaoan-ingest-{self.name}-{lane}"

    def filters(self, lane: Lane) -> tuple[str, ...]:
        """What the contract sends to the station in this lane."""
        return tuple(
            filter_for(entry, community)
            for community in self.communities or ("+",)
            for entry in CONTRACT
            if Sender.STATION in entry.receivers and (entry.payload is Readings) == (lane is Lane.READINGS)
        )


def shards_of(ingest: IngestSettings) -> tuple[Shard, ...]:
    """The shards of the settings. Raises ConfigError when one would hear what is another's."""
    shards = tuple(Shard(each.name, each.communities) for each in ingest.shards)
    names = [shard.name for shard in shards]
    heard = [community for shard in shards for community in shard.communities or ("+",)]
    if not shards or len(set(names)) < len(names):
        raise ConfigError("station.ingest.shards: at least one, and each with a name of its own")
    if len(set(heard)) < len(heard) or ("+" in heard and len(heard) > 1):
        raise ConfigError(
            "station.ingest.shards: each community belongs to one shard, and a shard without communities hears all of "
            "them and must be the only one"
        )
    return shards


def fair_share(shards: int, workers: int) -> int:
    """How many shards a worker may hold, so that all are held and none holds two more than another."""
    return -(-shards // max(workers, 1))
