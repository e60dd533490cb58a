"""Brings the database to the newest version of the tables, by code."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from messages.database import reason_of
from station import plans
from station.broker import tables as broker_tables
from station.database import Database
from station.duty import tables as duty_tables
from station.errors import DatabaseDownError, StationError
from station.ingest import tables as ingest_tables
from station.supervision import tables as supervision_tables
from station.tables import Base

# Rooms that keep tables of their own have them in the one metadata as soon as they are imported.
_ROOMS = (
    broker_tables.DeviceRow,
    duty_tables.ShiftRow,
    ingest_tables.IngestShardRow,
    supervision_tables.HomePauseRow,
    plans.PlanRow,
)
_METADATA = Base.metadata
_LOCK_KEY = 7_301_204  # any number; only one program migrates at a time


def upgrade(database: Database) -> None:
    """Runs what is missing. Raises DatabaseDownError, or StationError for a database of a newer release."""
    try:
        with database.engine.execution_options(begin="IMMEDIATE").begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
            command.upgrade(_config(connection), "head")
    except OperationalError as error:
        raise DatabaseDownError(
            f"The database cannot be reached ({reason_of(error)}). Check station.database_url and that it runs."
        ) from error
    except (SQLAlchemyError, CommandError) as error:
        raise StationError(f"The database cannot be brought to this release ({error}).") from error


def differences(database: Database) -> list[object]:
    """What the migrated tables lack or have too much compared with station.tables; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, _METADATA))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
