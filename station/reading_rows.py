"""Rows of readings: many messages kept at once, and the samples of one home asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from messages.payloads import Metric, Readings
from station.tables import ReadingBatchRow, ReadingRow
from station.views import SampleView

MOST_SAMPLES = 20_000
_ZONE_AT = len("2026-03-02 08:00:00.000000")
_IDS_AT_ONCE = 500  # SQLite's limit of variables is far above
_BATCH_COLUMNS = "id, community, home, resident, device, metric, last_at"
_NEW_BATCHES = f"""
    INSERT INTO reading_batches ({_BATCH_COLUMNS})
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
    ON CONFLICT (id) DO NOTHING RETURNING seq, id
"""  # noqa: S608 - constants only
_SAMPLE_TYPES = ("int8", "int2", "timestamptz", "float8", "float8")
_COPY_SAMPLES = "COPY readings (batch, position, at, value, quality) FROM STDIN (FORMAT BINARY)"

Batch = tuple[str, Readings]  # community, message
Row = tuple[UUID, str, str, str | None, str, str, datetime]


def keep(session: Session, batches: Sequence[Batch]) -> None:
    """Writes the batches whose ids are new, in the caller's transaction."""
    by_id = {readings.id: (community, readings) for community, readings in batches}
    if session.get_bind().dialect.name == "postgresql":
        _keep_postgresql(session, by_id)
    else:
        _keep_sqlite(session, by_id)


def samples(
    session: Session,
    community: str,
    home: str,
    resident: str | None,
    since: datetime,
    until: datetime | None = None,
    metric: Metric | None = None,
) -> tuple[SampleView, ...]:
    """The newest MOST_SAMPLES samples of a home between two moments, in order of time."""
    query = (
        select(ReadingBatchRow.metric, ReadingRow.at, ReadingRow.value, ReadingRow.quality)
        .join(ReadingRow, ReadingRow.batch == ReadingBatchRow.seq)
        .where(ReadingBatchRow.community == community, ReadingBatchRow.home == home)
        .where(ReadingBatchRow.last_at >= since, ReadingRow.at >= since)
    )
    if until is not None:
        query = query.where(ReadingRow.at <= until)
    if resident is not None:
        query = query.where(ReadingBatchRow.resident == resident)
    if metric is not None:
        query = query.where(ReadingBatchRow.metric == metric)
    newest = session.execute(query.order_by(ReadingRow.at.desc()).limit(MOST_SAMPLES)).all()
    return tuple(
        SampleView(metric=kind, at=at, value=value, quality=quality) for kind, at, value, quality in reversed(newest)
    )


def _keep_postgresql(session: Session, by_id: dict[UUID, Batch]) -> None:
    """Two statements for any number of messages: what SQLAlchemy's own bulk insert takes three times as long for."""
    raw = session.connection().connection.driver_connection
    assert isinstance(raw, psycopg.Connection)  # noqa: S101 - for the type checker
    columns = zip(*(_batch_row(*batch) for batch in by_id.values()), strict=True)
    with raw.cursor() as cursor:
        cursor.execute(_NEW_BATCHES, [list(column) for column in columns])
        new = cursor.fetchall()
        with cursor.copy(_COPY_SAMPLES) as copy:
            copy.set_types(_SAMPLE_TYPES)
            for seq, batch_id in new:
                for position, sample in enumerate(by_id[batch_id][1].samples):
                    copy.write_row((seq, position, sample.at, sample.value, sample.quality))


def _keep_sqlite(session: Session, by_id: dict[UUID, Batch]) -> None:
    """The transaction holds the file's only lock for writing, so what is looked up stays true."""
    new = _unknown(session, tuple(by_id))
    if not new:
        return
    first = (session.scalar(select(func.max(ReadingBatchRow.seq))) or 0) + 1
    names = _BATCH_COLUMNS.split(", ")
    rows, points = [], []
    for seq, batch_id in enumerate(new, first):
        community, readings = by_id[batch_id]
        rows.append({"seq": seq, **dict(zip(names, _batch_row(community, readings), strict=True))})
        points += [
            (seq, position, _sqlite_time(sample.at), sample.value, sample.quality)
            for position, sample in enumerate(readings.samples)
        ]
    connection = session.connection()
    connection.execute(insert(ReadingBatchRow), rows)
    # By the driver: binding each value through SQLAlchemy takes four times as long.
    connection.exec_driver_sql("INSERT INTO readings (batch, position, at, value, quality) VALUES (?,?,?,?,?)", points)


def _unknown(session: Session, ids: Sequence[UUID]) -> list[UUID]:
    known: set[UUID] = set()
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        known.update(session.scalars(select(ReadingBatchRow.id).where(ReadingBatchRow.id.in_(some))))
    return [each for each in ids if each not in known]


def _batch_row(community: str, readings: Readings) -> Row:
    latest = max(sample.at for sample in readings.samples)
    return readings.id, community, readings.home, readings.resident, readings.device, readings.metric.value, latest


def _sqlite_time(moment: datetime) -> str:
    """As SQLAlchemy writes a DateTime, which reads it back."""
    return moment.astimezone(UTC).isoformat(" ", "microseconds")[:_ZONE_AT]
