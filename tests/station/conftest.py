"""The station's tests: every test of the database runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import HomeSettings, Settings, StationSettings
from station.database import Database, open_database, open_sqlite
from station.migrate import upgrade
from tests.mosquitto import Mosquitto
from tests.station.postgres_server import Postgres
from tests.station.support import Rig


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    # Not below pytest's own folder, which the database's account may not enter.
    with tempfile.TemporaryDirectory(prefix="xiaoan-postgres-") as name:
        Path(name).chmod(0o755)
        server = Postgres(Path(name) / "cluster")
        server.create()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy."""
    file = tmp_path_factory.mktemp("migrated") / "station.db"
    database = Database(open_sqlite(file))
    upgrade(database)
    database.close()
    return file


@pytest.fixture(scope="session")
def migrated_name(postgres: Postgres) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    url = postgres.new_database()
    database = open_database(Settings(station=StationSettings(database_url=url)))
    upgrade(database)
    database.close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A data folder with a migrated database, of each kind."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database(request.getfixturevalue("migrated_name"))
        return Settings(data=tmp_path / "data", station=StationSettings(database_url=url))
    folder = tmp_path / "data" / "station"
    folder.mkdir(parents=True)
    shutil.copy(request.getfixturevalue("migrated_file"), folder / "station.db")
    return Settings(data=tmp_path / "data")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, of each kind."""
    url = request.getfixturevalue("postgres").new_database() if request.param == "postgresql" else ""
    database = open_database(Settings(data=tmp_path / "empty", station=StationSettings(database_url=url)))
    yield database
    database.close()


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = open_database(settings)
    yield opened
    opened.close()


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database, HomeSettings())


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    mosquitto = Mosquitto(tmp_path / "broker")
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()
