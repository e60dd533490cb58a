"""Opens the station's database in its newest version."""

from __future__ import annotations

from config.settings import Settings
from station import homes
from station.database import Database, open_database
from station.migrate import upgrade


def open_migrated(settings: Settings) -> Database:
    """The database, knowing the home of the settings. Raises ConfigError, StationError."""
    database = open_database(settings)
    upgrade(database)
    with database.writing() as session:
        homes.seed(session, settings.home)
    return database
