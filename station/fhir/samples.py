"""Samples of one resident page by page, each with where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from messages.payloads import Metric
from station.tables import ReadingBatchRow, ReadingRow

PRESSURES = (Metric.SYSTOLIC, Metric.DIASTOLIC)
_PARTNERS_AT_MOST = 1000


class Place(NamedTuple):
    """Where a sample stands in the order of time; a page goes on after one."""

    at: datetime
    batch: int
    position: int


class Measured(NamedTuple):
    """One sample as it was kept."""

    place: Place
    message: UUID  # the batch's own id
    device: str
    metric: Metric
    value: float
    quality: float


class Window(NamedTuple):
    """Whose samples, from when (included) until when (left out); no metrics: all."""

    community: str
    home: str
    resident: str
    since: datetime
    until: datetime
    metrics: tuple[Metric, ...]


def page(session: Session, window: Window, after: Place | None, most: int) -> tuple[tuple[Measured, ...], bool]:
    """At most `most` samples, the oldest first, and whether there are more."""
    query = _of(window).where(ReadingRow.at >= window.since, ReadingRow.at < window.until)
    if after is not None:
        query = query.where(ReadingRow.at >= after.at, or_(ReadingRow.at > after.at, _later_at_that_moment(after)))
    query = query.order_by(ReadingRow.at, ReadingRow.batch, ReadingRow.position).limit(most + 1)
    found = _read(session, query)
    return found[:most], len(found) > most


def partners(session: Session, window: Window, moments: Sequence[datetime]) -> tuple[Measured, ...]:
    """Every blood pressure of these moments: the other half of one may stand on another page."""
    query = _of(window).where(ReadingRow.at.in_(moments), ReadingBatchRow.metric.in_(PRESSURES))
    return _read(session, query.order_by(ReadingRow.batch, ReadingRow.position).limit(_PARTNERS_AT_MOST))


def _of(window: Window) -> Select[datetime, int, int, UUID, str, Metric, float, float]:
    query = (
        select(
            ReadingRow.at,
            ReadingRow.batch,
            ReadingRow.position,
            ReadingBatchRow.id,
            ReadingBatchRow.device,
            ReadingBatchRow.metric,
            ReadingRow.value,
            ReadingRow.quality,
        )
        .join(ReadingRow, ReadingRow.batch == ReadingBatchRow.seq)
        .where(ReadingBatchRow.community == window.community, ReadingBatchRow.home == window.home)
        .where(ReadingBatchRow.resident == window.resident, ReadingBatchRow.last_at >= window.since)
    )
    return query.where(ReadingBatchRow.metric.in_(window.metrics)) if window.metrics else query


def _later_at_that_moment(place: Place) -> ColumnElement[bool]:
    in_batch = and_(ReadingRow.batch == place.batch, ReadingRow.position > place.position)
    return or_(ReadingRow.batch > place.batch, in_batch)


def _read(session: Session, query: Select[datetime, int, int, UUID, str, Metric, float, float]) -> tuple[Measured, ...]:
    return tuple(
        Measured(Place(at, batch, position), message, device, metric, value, quality)
        for at, batch, position, message, device, metric, value, quality in session.execute(query)
    )
