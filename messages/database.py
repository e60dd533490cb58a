"""A program's own SQLite file, opened so that a committed row survives a power cut."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from messages.errors import OutboxError

BUSY_TIMEOUT_MS = 5000


def open_sqlite(path: Path) -> Engine:
    """The engine of a SQLite file (WAL, synchronous=FULL, foreign keys), made with its folder when missing.

    Safe for several threads. Raises OutboxError naming the file and what is wrong with it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutboxError(f"{path.parent}: the data folder cannot be made ({error.strerror}).") from error
    engine = create_engine(URL.create("sqlite+pysqlite", database=str(path)))
    event.listen(engine, "connect", _prepare)
    try:
        engine.connect().close()
    except SQLAlchemyError as error:
        engine.dispose()
        raise OutboxError(f"{path}: the database cannot be opened ({reason_of(error)}).") from error
    return engine


def reason_of(error: SQLAlchemyError) -> str:
    """What the database driver said, without the statement and its values."""
    return str(getattr(error, "orig", None) or type(error).__name__)


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
