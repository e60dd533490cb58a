"""A home.db of an older release is opened with what it holds."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from assistant.help_line.book import AlertBook
from assistant.store.tables import Base
from assistant.wiring.kept import open_kept
from messages.database import open_sqlite
from messages.errors import OutboxError
from tests.assistant.standins import SetClock


def test_an_alert_of_before_the_new_columns_stays_open(tmp_path: Path) -> None:
    clock = SetClock()
    engine = open_sqlite(tmp_path / "home.db")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE alert DROP COLUMN body"))
        connection.execute(
            text(
                "INSERT INTO alert (id, kind, urgency, raised_at, state, by)"
                " VALUES (:id, 'cry', 'emergency', :at, 'raised', '')"
            ),
            {"id": uuid4().hex, "at": clock.now().replace(tzinfo=None).isoformat(sep=" ")},
        )
    engine.dispose()
    kept = open_kept(tmp_path, clock)
    assert AlertBook(kept.engine, kept.outbox).open_alert(clock.now()) is not None
    open_kept(tmp_path, clock)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "home.db").write_bytes(b"not a database" * 100)
    with pytest.raises(OutboxError, match=r"home\.db"):
        open_kept(tmp_path, SetClock())
