"""The migrations make what the models say, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from config.errors import ConfigError
from config.settings import Settings, StationSettings
from station.database import Database, open_database
from station.errors import DatabaseDownError
from station.migrate import differences, upgrade
from station.tables import Base
from tests.ports import free_port


def test_migrated_tables_equal_the_models(empty_database: Database) -> None:
    assert differences(empty_database)  # an empty database lacks everything: the comparison can fail
    upgrade(empty_database)
    assert differences(empty_database) == []
    assert set(Base.metadata.tables) <= set(inspect(empty_database.engine).get_table_names())


def test_migrating_twice_changes_nothing(database: Database) -> None:
    upgrade(database)
    assert differences(database) == []


def test_a_database_that_does_not_run_is_a_clear_message(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/none"
    database = open_database(Settings(data=tmp_path, station=StationSettings(database_url=url)))
    with pytest.raises(DatabaseDownError, match=r"station\.database_url"):
        upgrade(database)
    assert not database.answers()


@pytest.mark.parametrize("url", ["nonsense", "oracle9://x/y"])
def test_a_url_that_cannot_be_used_names_the_key(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError, match=r"station\.database_url"):
        open_database(Settings(data=tmp_path, station=StationSettings(database_url=url)))
