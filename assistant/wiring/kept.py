"""Opens what the speaker keeps on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from assistant.store.tables import Base
from assistant.store.upgrade import add_new_columns
from messages.clock import Clock
from messages.database import open_sqlite, reason_of
from messages.dead_letters import DeadLetters
from messages.errors import OutboxError
from messages.outbox import Outbox


@dataclass(frozen=True)
class Kept:
    """home.db and its tables."""

    engine: Engine
    outbox: Outbox
    letters: DeadLetters


def open_kept(folder: Path, clock: Clock) -> Kept:
    """Opens home.db in the folder. Raises OutboxError."""
    engine = open_sqlite(folder / "home.db")
    try:
        Base.metadata.create_all(engine)
        add_new_columns(engine, Base.metadata)
    except SQLAlchemyError as error:
        raise OutboxError(f"{folder / 'home.db'}: the tables cannot be made ({reason_of(error)}).") from error
    kept = Kept(engine, Outbox(engine, clock), DeadLetters(engine))
    kept.outbox.create()
    kept.letters.create()
    return kept
