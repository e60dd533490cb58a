"""Counts what arrived, what was lost and what is there twice, from the rows of the station and of the homes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from assistant.help_line.book import RAISED
from assistant.store.tables import AlertRow as HeardRow
from messages.database import reason_of
from messages.errors import OutboxError
from messages.payloads import AlertKind, AlertState
from station.database import Database
from station.lifecycle import OPEN, Action
from station.tables import OUTBOX, AlertRow, FactRow, TransitionRow

TAKEN_IN = frozenset({Action.RECEIVE.value, Action.JOIN.value, Action.WORSEN.value, Action.RENEW.value})


class Word(NamedTuple):
    """Where an id stands: what the station's rows say, or what its home has heard."""

    state: str
    joined_to: UUID | None


class Line(NamedTuple):
    """One line of an alert's history. `incident`: whose it is, and whether it is about a home that is not heard of."""

    incident: tuple[str, str, str | None, bool]
    alert: UUID
    action: str
    after: AlertState
    detail: str


@dataclass(frozen=True)
class Kept:
    """What the station has."""

    facts: tuple[UUID, ...]
    words: Mapping[UUID, Word]
    history: tuple[Line, ...]


@dataclass(frozen=True)
class Heard:
    """What one home has. `waiting`: messages that the station has not confirmed."""

    words: Mapping[UUID, Word]
    waiting: int


@dataclass(frozen=True)
class Tally:
    """Counts of ids. `unheard`: no word of the station came back; `stale`: the home knows an older one."""

    arrived: int
    lost: int
    doubled: int
    unheard: int
    stale: int


def tally(accepted: Collection[UUID], kept: Kept, heard: Iterable[Heard]) -> Tally:
    """Pure."""
    there = set(kept.facts)
    words = {alert: word for home in heard for alert, word in home.words.items() if alert in accepted}
    told = {alert for alert, word in words.items() if word.state != RAISED}
    return Tally(
        arrived=len(there & set(accepted)),
        lost=len(set(accepted) - there),
        doubled=doubled(kept),
        unheard=len(set(accepted) - told),
        stale=sum(1 for alert in told & there if words[alert] != kept.words[alert]),
    )


def doubled(kept: Kept) -> int:
    """Rows too many of one id, times that one id was taken in again, and openings beside an open alert of hers."""
    rows = sum(count - 1 for count in Counter(kept.facts).values())
    taken = Counter((line.detail, line.action) for line in kept.history if line.action in TAKEN_IN)
    return rows + sum(count - 1 for count in taken.values()) + _opened_beside(kept.history)


def _opened_beside(history: Iterable[Line]) -> int:
    """How often an alert was opened while another of the same person was open; `history` in the order of writing."""
    opened: dict[tuple[str, str, str | None, bool], set[UUID]] = {}
    found = 0
    for line in history:
        hers = opened.setdefault(line.incident, set())
        if line.after in OPEN:
            found += line.alert not in hers and bool(hers)
            hers.add(line.alert)
        else:
            hers.discard(line.alert)
    return found


def kept_at(database: Database) -> Kept:
    """Reads the station, the alerts last: each fact and line read before has its own. Raises DatabaseDownError."""
    with database.reading() as session:
        facts = session.execute(select(FactRow.id, FactRow.alert)).all()
        lines = session.execute(
            select(TransitionRow.alert, TransitionRow.action, TransitionRow.after, TransitionRow.detail).order_by(
                TransitionRow.id
            )
        ).all()
        alerts = {row.id: row for row in session.scalars(select(AlertRow))}
    words = {
        fact: Word(alerts[alert].state.value, None) if fact == alert else Word(AlertState.JOINED.value, alert)
        for fact, alert in facts
    }
    history = tuple(
        Line(
            _incident(alerts[line.alert]),
            line.alert,
            line.action,
            line.after,
            line.detail,
        )
        for line in lines
    )
    return Kept(tuple(fact for fact, _ in facts), words, history)


def _incident(alert: AlertRow) -> tuple[str, str, str | None, bool]:
    return alert.community, alert.home, alert.resident, alert.kind is AlertKind.HOME_SILENT


def heard_in(folder: Path) -> Heard:
    """Reads a home's file, also while the home writes it. Raises OutboxError, also before the home has made it."""
    engine = create_engine(f"sqlite+pysqlite:///file:{folder / 'home.db'}?mode=ro&uri=true")
    try:
        with engine.connect() as connection:
            rows = connection.execute(select(HeardRow.id, HeardRow.state, HeardRow.joined_to)).all()
            waiting = connection.scalar(select(func.count()).select_from(OUTBOX)) or 0
    except SQLAlchemyError as error:
        raise OutboxError(f"{folder}: the home's file cannot be read ({reason_of(error)}).") from error
    finally:
        engine.dispose()
    return Heard({row.id: Word(row.state, row.joined_to) for row in rows}, waiting)
