"""Opens what the speaker keeps on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from assistant.store.tables import Base
from messages.clock import Clock
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
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
    Base.metadata.create_all(engine)
    kept = Kept(engine, Outbox(engine, clock), DeadLetters(engine))
    kept.outbox.create()
    kept.letters.create()
    return kept
