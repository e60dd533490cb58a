"""When each home was last heard: written with each sign of life, and read for the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from messages.payloads import Status
from messages.topics import Sender
from station import homes
from station.supervision.tables import HomePauseRow
from station.tables import StatusRow


class Heard(NamedTuple):
    """A home and when it was last heard."""

    community: str
    home: str
    at: datetime


class Speaker(NamedTuple):
    """A home with a speaker, and when that was heard first and last."""

    community: str
    home: str
    first_heard_at: datetime
    heard_at: datetime


def keep(session: Session, community: str, status: Status, now: datetime) -> None:
    """How a program is. Only its own new word that it runs is a sign of life: not its last will, and not what the
    broker has retained and says again."""
    key = (community, status.home, status.program)
    row = session.get(StatusRow, key)
    if row is None:
        homes.meet(session, community, status.home, None)
        homes.lock(session, community, status.home)
        row = session.get(StatusRow, key) or StatusRow(community=community, home=status.home, program=status.program)
    if status.online and (row.device, row.at) != (status.device, status.at):
        row.first_heard_at = row.first_heard_at or now
        row.heard_at = now
    row.device, row.online, row.version = status.device, status.online, status.version
    row.at, row.received_at = status.at, now
    session.add(row)


def last_heard(session: Session, community: str, home: str) -> datetime | None:
    """When the home was last heard; None for one that is not watched: paused, or never heard at all."""
    query = select(StatusRow.heard_at).where(StatusRow.community == community, StatusRow.home == home, _watched())
    return session.scalars(query).first()


def watched(session: Session) -> dict[str, int]:
    """How many homes of each community are watched."""
    query = select(StatusRow.community, func.count()).where(_watched()).group_by(StatusRow.community)
    return {row[0]: row[1] for row in session.execute(query)}


def late(session: Session, before: datetime, now: datetime) -> Sequence[Heard]:
    """The watched homes that were not heard since `before`, or in a future that was before the clock was set back."""
    is_late = or_(StatusRow.heard_at <= before, StatusRow.heard_at > now)
    query = select(StatusRow.community, StatusRow.home, StatusRow.heard_at).where(_watched(), is_late)
    return [Heard(community, home, at) for community, home, at in session.execute(query) if at is not None]


def speakers(session: Session) -> Sequence[Speaker]:
    """The watched homes that have a speaker."""
    columns = (StatusRow.community, StatusRow.home, StatusRow.first_heard_at, StatusRow.heard_at)
    query = select(*columns).where(_watched(), StatusRow.program == Sender.SPEAKER.value)
    return [
        Speaker(community, home, first, last)
        for community, home, first, last in session.execute(query)
        if first is not None and last is not None
    ]


def _watched() -> ColumnElement[bool]:
    """The row by which a home is missed: its speaker's, or its bridge's where it has no speaker."""
    speaker = aliased(StatusRow)
    has_speaker = exists().where(
        speaker.community == StatusRow.community,
        speaker.home == StatusRow.home,
        speaker.program == Sender.SPEAKER.value,
        speaker.heard_at.is_not(None),
    )
    paused = exists().where(HomePauseRow.community == StatusRow.community, HomePauseRow.home == StatusRow.home)
    by_itself = or_(StatusRow.program == Sender.SPEAKER.value, ~has_speaker)
    return and_(StatusRow.heard_at.is_not(None), by_itself, ~paused)
