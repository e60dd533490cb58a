"""Puts together what watches the station's disk."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings
from messages.clock import Clock
from messages.disk import DiskWatch
from station.database import Database
from station.reading_thinning import ReadingThinning
from station.room_keeper import RoomKeeper


def make_room_keeper(settings: Settings, database: Database, clock: Clock) -> RoomKeeper | None:
    """None where the disk of the database is not ours to see: a PostgreSQL without `station.disk.folder`."""
    folder = _folder(settings, database)
    if folder is None:
        return None
    disk = settings.station.disk
    return RoomKeeper(ReadingThinning(database, DiskWatch(folder, disk), clock), disk.look_every_s)


def _folder(settings: Settings, database: Database) -> Path | None:
    if settings.station.disk.folder is not None:
        return settings.station.disk.folder
    if database.engine.dialect.name == "postgresql":
        return None
    return Path(database.engine.url.database or settings.data_dir).parent
