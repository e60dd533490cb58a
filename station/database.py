"""Opens the station's database: a SQLite file in the data folder, or PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import ARRAY, URL, Connection, Engine, Table, cast, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

from config.errors import ConfigError
from config.settings import Settings
from messages.database import BUSY_TIMEOUT_MS, reason_of
from messages.errors import OutboxError
from station.errors import DatabaseDownError, DatabaseRefusedError

CONNECT_TIMEOUT_S = 5
_WRITES = {"begin": "IMMEDIATE"}
_DOWN = (OperationalError, InterfaceError, PoolTimeoutError)  # the last: every connection was taken for too long


class Database:
    """Transactions of the station. Safe for several threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**_WRITES)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads. Raises DatabaseDownError."""
        with _our_errors(), Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that is committed at the end, or rolled back by an exception.

        Raises DatabaseDownError when nothing was committed and trying again may help, DatabaseRefusedError when not.
        """
        with _our_errors(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def answers(self) -> bool:
        """True when the database can be reached now."""
        try:
            with self.reading() as session:
                session.execute(select(1))
        except (DatabaseDownError, DatabaseRefusedError):
            return False
        return True

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database the settings name; not yet migrated. Raises ConfigError for a URL that cannot be used."""
    if not settings.station.database_url:
        return Database(open_sqlite(settings.data_dir / "station" / "station.db"))
    try:
        url = make_url(settings.station.database_url)
        if url.get_backend_name() == "sqlite":
            return Database(_sqlite(url))
        # A dead server is noticed before a transaction, not inside it.
        arguments = {"connect_timeout": CONNECT_TIMEOUT_S}
        return Database(create_engine(url, pool_pre_ping=True, connect_args=arguments))
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(
            "station.database_url cannot be used; allowed: empty, or postgresql+psycopg://user:password@host/name"
        ) from error


def open_sqlite(path: Path) -> Engine:
    """The engine of a SQLite file, whose folder is made when missing. Raises ConfigError when it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"{path.parent}: the data folder cannot be made ({error.strerror}).") from error
    return _sqlite(URL.create("sqlite+pysqlite", database=str(path)))


def insert_new(session: Session, table: type[DeclarativeBase], values: Mapping[str, object]) -> None:
    """Inserts a row unless its key is there already, also against another worker in the same moment."""
    target = table.__table__
    assert isinstance(target, Table)  # noqa: S101 - for the type checker
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(target).values(**values).on_conflict_do_nothing())


def insert_all_new(session: Session, table: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> None:
    """`insert_new` for many rows of the same columns, in one statement and in their order."""
    target = table.__table__
    assert isinstance(target, Table)  # noqa: S101 - for the type checker
    if session.get_bind().dialect.name != "postgresql":
        session.execute(sqlite.insert(target).on_conflict_do_nothing(), list(rows))
        return
    names = list(rows[0])
    columns = [func.unnest(cast([row[name] for row in rows], ARRAY(target.c[name].type))) for name in names]
    session.execute(postgresql.insert(target).from_select(names, select(*columns)).on_conflict_do_nothing())


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin a transaction late and only before some statements; _begin does it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: two that read first and write then would fail each other.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except _DOWN as error:
        raise DatabaseDownError(f"The database does not answer ({reason_of(error)}).") from error
    except SQLAlchemyError as error:
        raise DatabaseRefusedError(f"The database refuses the values ({type(error).__name__}).") from error
    except OutboxError as error:
        cause = error.__cause__
        if cause is None or isinstance(cause, _DOWN):
            raise DatabaseDownError(str(error)) from error
        raise DatabaseRefusedError(str(error)) from error
