"""Makes room in an outbox that cannot be emptied: readings that wait are thinned, nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, Engine, MetaData, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from messages.database import reason_of
from messages.errors import OutboxError
from messages.outbox import Lane, outbox_table
from messages.payloads import Readings
from messages.thinning import Thinning, surplus

AT_ONCE = 500


@dataclass(frozen=True)
class _Waiting:
    seq: int
    readings: Readings


class OutboxThinning:
    """Works on the readings of one program's outbox. SQLite uses the freed pages anew: the file grows no more."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._table = outbox_table(MetaData())
        self._thinned_to = 0  # rows up to this one have been thinned before

    def thin(self, how: Thinning) -> int:
        """How many messages went or grew shorter. Raises OutboxError."""
        if how is Thinning.NONE:
            return 0
        try:
            self._begin_anew_after_emptying()
            changed = self._one_a_minute()
            if how is Thinning.OLDEST_AWAY and not changed:
                changed = self._drop_older_half()
        except SQLAlchemyError as error:
            raise OutboxError(f"The outbox cannot be thinned ({reason_of(error)}).") from error
        if changed:
            structlog.get_logger().warning("readings_thinned", how=how.name.lower(), messages=changed)
        return changed

    def _one_a_minute(self) -> int:
        changed = 0
        while True:
            with self._engine.begin() as connection:
                rows = self._next(connection)
                changed += self._shorten(connection, rows)
            if len(rows) < AT_ONCE:
                return changed
            self._thinned_to = rows[-1].seq

    def _begin_anew_after_emptying(self) -> None:
        """SQLite counts from one again when the table has been empty."""
        with self._engine.connect() as connection:
            last = connection.scalar(select(func.max(self._table.c.seq))) or 0
        self._thinned_to = min(self._thinned_to, last)

    def _next(self, connection: Connection) -> list[_Waiting]:
        table = self._table.c
        query = select(table.seq, table.body).where(table.lane == int(Lane.READINGS), table.seq > self._thinned_to)
        found = []
        for row in connection.execute(query.order_by(table.seq).limit(AT_ONCE)):
            try:
                found.append(_Waiting(row.seq, Readings.model_validate_json(row.body)))
            except ValidationError:  # of another release: the session sets it aside when its turn comes
                continue
        return found

    def _shorten(self, connection: Connection, rows: Sequence[_Waiting]) -> int:
        away = set(
            surplus(
                ((each.readings.resident, each.readings.metric), sample.at, (each.readings.id, position))
                for each in rows
                for position, sample in enumerate(each.readings.samples)
            )
        )
        touched = {batch for batch, _ in away}
        for each in rows:
            if each.readings.id in touched:
                self._write(connection, each, away)
        return len(touched)

    def _write(self, connection: Connection, each: _Waiting, away: set[tuple[UUID, int]]) -> None:
        readings = each.readings
        left = tuple(sample for position, sample in enumerate(readings.samples) if (readings.id, position) not in away)
        this = self._table.c.seq == each.seq
        if not left:
            connection.execute(delete(self._table).where(this))
            return
        body = readings.model_copy(update={"samples": left}).body().decode()
        connection.execute(update(self._table).where(this).values(body=body, version=self._table.c.version + 1))

    def _drop_older_half(self) -> int:
        table = self._table.c
        of_readings = table.lane == int(Lane.READINGS)
        with self._engine.begin() as connection:
            count = connection.scalar(select(func.count()).select_from(self._table).where(of_readings)) or 0
            oldest = select(table.seq).where(of_readings).order_by(table.seq).limit(-(-count // 2))
            return connection.execute(delete(self._table).where(table.seq.in_(oldest))).rowcount
