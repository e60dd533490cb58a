"""What the database says becomes an error of ours: one that passes, or one that never will."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select

from messages.clock import SystemClock
from messages.outbox import Outbox
from station.database import Database
from station.errors import DatabaseDownError
from tests.station.support import a_cry


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[Engine]:
    """One connection, and nobody waits long for it."""
    engine = create_engine(f"sqlite:///{tmp_path / 'one.db'}", pool_size=1, max_overflow=0, pool_timeout=0.05)
    yield engine
    engine.dispose()


def test_no_free_connection_is_no_fault_of_the_message(narrow: Engine) -> None:
    """Taken for a refusal, it would make a dead letter of an alert."""
    database = Database(narrow)
    with closing(narrow.connect()):
        with pytest.raises(DatabaseDownError), database.writing() as session:
            session.execute(select(1))
        with pytest.raises(DatabaseDownError), database.reading():
            Outbox(narrow, SystemClock()).send(a_cry())
        assert not database.answers()
