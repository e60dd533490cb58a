"""The transactional outbox: what must reach the other side, on disk until the other side has confirmed it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    CursorResult,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from messages.backoff import UNCONFIRMED
from messages.clock import Clock
from messages.database import reason_of
from messages.errors import OutboxError
from messages.payloads import Alert, AlertStateChange, Payload, Readings
from messages.topics import Confirmation, entry_for, entry_named

_FORGOTTEN_S = 2 * UNCONFIRMED.longest_s


class Lane(IntEnum):
    """What goes out before what."""

    ALERTS = 0
    EVENTS = 1
    READINGS = 2


@dataclass(frozen=True)
class OutboxRow:
    """One message that waits. `version` grows when a retained message is replaced by a newer one of the same id."""

    seq: int
    version: int
    id: UUID
    kind: str
    lane: Lane
    community: str
    confirmation: Confirmation
    body: str
    created_at: datetime
    attempts: int

    def payload(self) -> Payload:
        """The payload as it was put. Raises ValueError or KeyError for a row of another release."""
        return entry_named(self.kind).payload.model_validate_json(self.body)


def outbox_table(metadata: MetaData) -> Table:
    """The table, for SQLite and PostgreSQL. Times are seconds since 1970."""
    return Table(
        "outbox",
        metadata,
        Column("seq", Integer, primary_key=True, autoincrement=True),
        Column("version", Integer, nullable=False, default=1),
        Column("id", Uuid, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("lane", SmallInteger, nullable=False),
        Column("community", String(63), nullable=False, default=""),
        Column("confirmation", String(10), nullable=False),
        Column("body", Text, nullable=False),
        Column("created_at", Float, nullable=False),
        Column("attempts", Integer, nullable=False, default=0),
        Column("next_attempt_at", Float, nullable=False),
        UniqueConstraint("kind", "id", name="outbox_kind_id"),
        Index("outbox_lane_seq", "lane", "seq"),
    )


def lane_of(payload: Payload) -> Lane:
    """Alerts and their states go first, readings last."""
    if isinstance(payload, Alert | AlertStateChange):
        return Lane.ALERTS
    return Lane.READINGS if isinstance(payload, Readings) else Lane.EVENTS


class Outbox:
    """The outbox of one program. Every method may be called from any thread; OutboxError when the disk refuses."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._table = outbox_table(MetaData())
        self._callbacks: list[Callable[[], None]] = []

    def create(self) -> None:
        """Makes the table when it is missing."""
        with self._errors():
            self._table.create(self._engine, checkfirst=True)

    def on_new(self, callback: Callable[[], None]) -> None:
        """`callback` is called after each committed write, in the writer's thread."""
        self._callbacks.append(callback)

    def wake(self) -> None:
        """Tells the listeners that rows were committed by a transaction of the caller's own."""
        for callback in self._callbacks:
            callback()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction for `put` and the caller's own rows; committed at the end, then the listeners are told."""
        with self._errors(), self._engine.begin() as connection:
            yield connection
        self.wake()

    def send(self, payload: Payload, community: str = "") -> None:
        """Writes the payload in a transaction of its own."""
        with self.transaction() as connection:
            self.put(connection, payload, community)

    def put(self, connection: Connection, payload: Payload, community: str = "") -> None:
        """Writes the payload in the caller's transaction; the caller calls `wake` after its commit.

        The same kind and id again changes nothing, but for retained payloads, where the newest word replaces
        an older one that has not gone yet.
        """
        now = self._clock.now().timestamp()
        entry = entry_for(payload)
        values = {
            "version": 1,
            "id": payload.id,
            "kind": payload.name,
            "lane": int(lane_of(payload)),
            "community": community,
            "confirmation": entry.confirmation.value,
            "body": payload.body().decode(),
            "created_at": now,
            "attempts": 0,
            "next_attempt_at": now,
        }
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        insert = dialect.insert(self._table).values(values)
        table = self._table.c
        if entry.retain:
            statement = insert.on_conflict_do_update(
                index_elements=[table.kind, table.id],
                set_={"version": table.version + 1, "body": values["body"], "attempts": 0, "next_attempt_at": now},
                where=table.body != values["body"],
            )
        else:
            statement = insert.on_conflict_do_nothing(index_elements=[table.kind, table.id])
        with self._errors():
            connection.execute(statement)

    def due(self, now: datetime, limit: int, communities: frozenset[str] | None = None) -> tuple[OutboxRow, ...]:
        """Rows to publish now (of these communities, when given), alerts first, else oldest first.

        What was never published is due whatever the clock says: it may have been set back since, or be another
        program's. A next attempt further off than any pause means that it was set back: such a row is due, too.
        """
        table, moment = self._table.c, now.timestamp()
        is_due = or_(
            table.attempts == 0, table.next_attempt_at <= moment, table.next_attempt_at > moment + _FORGOTTEN_S
        )
        query = select(self._table).where(is_due).order_by(table.lane, table.seq).limit(limit)
        if communities is not None:
            query = query.where(table.community.in_(communities))
        with self._errors(), self._engine.connect() as connection:
            return tuple(
                OutboxRow(
                    seq=row.seq,
                    version=row.version,
                    id=row.id,
                    kind=row.kind,
                    lane=Lane(row.lane),
                    community=row.community,
                    confirmation=Confirmation(row.confirmation),
                    body=row.body,
                    created_at=datetime.fromtimestamp(row.created_at, UTC),
                    attempts=row.attempts,
                )
                for row in connection.execute(query)
            )

    def published(self, rows: Iterable[OutboxRow], now: datetime) -> None:
        """The broker has acknowledged these rows: those of Confirmation.PUBACK go, the others get their next attempt.

        A row that was replaced while it was under way stays due.
        """
        table = self._table.c
        with self._errors(), self._engine.begin() as connection:
            for row in rows:
                # SQLite gives the number of the last row anew when that row has gone; kind and id tell them apart.
                same = (table.seq == row.seq) & (table.version == row.version)
                same &= (table.kind == row.kind) & (table.id == row.id)
                if row.confirmation is Confirmation.PUBACK:
                    connection.execute(delete(self._table).where(same))
                    continue
                attempts = row.attempts + 1
                pause = timedelta(seconds=UNCONFIRMED.pause_s(attempts, random.random()))  # noqa: S311
                values = {"attempts": attempts, "next_attempt_at": (now + pause).timestamp()}
                connection.execute(update(self._table).where(same).values(values))

    def confirm(self, ids: Iterable[UUID], confirmation: Confirmation) -> int:
        """The other side has these ids: their rows of that confirmation go. Returns how many went."""
        table = self._table.c
        statement = delete(self._table).where(table.id.in_(tuple(ids)), table.confirmation == confirmation.value)
        with self._errors(), self._engine.begin() as connection:
            return _count(connection.execute(statement))

    def withdraw(self, connection: Connection, kind: str, message_id: UUID) -> bool:
        """Takes a message back in the caller's transaction; False when it has gone already."""
        table = self._table.c
        statement = delete(self._table).where(table.kind == kind, table.id == message_id)
        with self._errors():
            return _count(connection.execute(statement)) > 0

    def discard(self, row: OutboxRow) -> None:
        """Drops a row that cannot be published at all."""
        with self._errors(), self._engine.begin() as connection:
            connection.execute(delete(self._table).where(self._table.c.seq == row.seq))

    def next_due_at(self) -> datetime | None:
        """When the next row is due; None when nothing waits."""
        with self._errors(), self._engine.connect() as connection:
            moment = connection.scalar(select(func.min(self._table.c.next_attempt_at)))
        return None if moment is None else datetime.fromtimestamp(moment, UTC)

    def counts(self) -> dict[Lane, int]:
        """How many rows wait in each lane."""
        query = select(self._table.c.lane, func.count()).group_by(self._table.c.lane)
        with self._errors(), self._engine.connect() as connection:
            found = {Lane(lane): count for lane, count in connection.execute(query)}
        return {lane: found.get(lane, 0) for lane in Lane}

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise OutboxError(f"The outbox cannot be used ({reason_of(error)}).") from error


def _count(result: CursorResult[tuple[()]]) -> int:
    return result.rowcount
