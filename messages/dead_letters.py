"""Messages that were not understood, kept with the reason so that somebody can look into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import Column, Engine, Float, Integer, LargeBinary, MetaData, Row, Table, Text, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from messages.database import reason_of
from messages.errors import OutboxError
from messages.topics import DeadLetter

BODY_LIMIT_BYTES = 256 * 1024
KEPT_AT_MOST = 500
_TOPIC_LIMIT = 1000


@dataclass(frozen=True)
class KeptLetter:
    """A dead letter as it is kept. `size` is the body's length before it was cut to BODY_LIMIT_BYTES."""

    letter: DeadLetter
    at: datetime
    size: int
    seq: int = 0

    @property
    def whole(self) -> bool:
        """False when only the beginning was kept."""
        return self.size == len(self.letter.body)


def dead_letters_table(metadata: MetaData) -> Table:
    """The table, for SQLite and PostgreSQL. `at` is seconds since 1970."""
    return Table(
        "dead_letters",
        metadata,
        Column("seq", Integer, primary_key=True, autoincrement=True),
        Column("topic", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("size", Integer, nullable=False),
        Column("at", Float, nullable=False),
    )


class DeadLetters:
    """The newest KEPT_AT_MOST dead letters of one program. OutboxError when the disk refuses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = dead_letters_table(MetaData())

    def create(self) -> None:
        """Makes the table when it is missing."""
        with self._errors():
            self._table.create(self._engine, checkfirst=True)

    def keep(self, letter: DeadLetter, at: datetime) -> None:
        """Writes it down, and tells in the log when an older one had to go for it."""
        self.keep_all([letter], at)

    def keep_all(self, letters: Sequence[DeadLetter], at: datetime) -> None:
        """Writes them down, all or none."""
        rows = [_row(letter, at) for letter in letters]
        if not rows:
            return
        with self._errors(), self._engine.begin() as connection:
            connection.execute(self._table.insert(), rows)
            surplus = (connection.scalar(select(func.count()).select_from(self._table)) or 0) - KEPT_AT_MOST
            if surplus > 0:
                oldest = select(self._table.c.seq).order_by(self._table.c.seq).limit(surplus)
                connection.execute(delete(self._table).where(self._table.c.seq.in_(oldest)))
        log = structlog.get_logger()
        for letter in letters:
            log.warning("dead letter kept", reason=letter.reason, size=len(letter.body))
        if surplus > 0:
            log.warning("oldest dead letters dropped", dropped=surplus, kept=KEPT_AT_MOST)

    def delete(self, seqs: Collection[int]) -> None:
        """Takes some away: they were understood after all."""
        with self._errors(), self._engine.begin() as connection:
            connection.execute(delete(self._table).where(self._table.c.seq.in_(tuple(seqs))))

    def count(self) -> int:
        """How many are kept."""
        with self._errors(), self._engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(self._table)) or 0

    def listed(self, limit: int = 100) -> tuple[KeptLetter, ...]:
        """The newest first."""
        query = select(self._table).order_by(self._table.c.seq.desc()).limit(limit)
        with self._errors(), self._engine.connect() as connection:
            return tuple(_kept(row) for row in connection.execute(query))

    def found(self, seqs: Collection[int]) -> tuple[KeptLetter, ...]:
        """Those that are still there, the oldest first."""
        query = select(self._table).where(self._table.c.seq.in_(tuple(seqs))).order_by(self._table.c.seq)
        with self._errors(), self._engine.connect() as connection:
            return tuple(_kept(row) for row in connection.execute(query))

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise OutboxError(f"The dead letters cannot be kept ({reason_of(error)}).") from error


def _row(letter: DeadLetter, at: datetime) -> dict[str, object]:
    """PostgreSQL takes no NUL in a text."""
    return {
        "topic": letter.topic[:_TOPIC_LIMIT].replace("\0", "\ufffd"),
        "reason": letter.reason.replace("\0", "\ufffd"),
        "body": letter.body[:BODY_LIMIT_BYTES],
        "size": len(letter.body),
        "at": at.timestamp(),
    }


def _kept(row: Row[Any]) -> KeptLetter:
    letter = DeadLetter(row.topic, row.body, row.reason)
    return KeptLetter(letter, datetime.fromtimestamp(row.at, UTC), row.size, row.seq)
