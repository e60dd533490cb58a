"""The station's tests: every test of the database runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import HomeSettings, Settings, StationSettings
from station.database import Database, open_database
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


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = ""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database()
    return Settings(data=tmp_path / "data", station=StationSettings(database_url=url))


@pytest.fixture
def empty_database(settings: Settings) -> Iterator[Database]:
    database = open_database(settings)
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    upgrade(empty_database)
    return empty_database


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database, HomeSettings())


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    mosquitto = Mosquitto(tmp_path / "broker")
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()
