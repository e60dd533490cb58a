"""Reads the audit trail: what accounts saw and did, and what was done with alerts, as one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, String, cast, literal, or_, select, union_all

from station import spreadsheet
from station.database import Database
from station.tables import AlertRow, AuditRow, TransitionRow

ALERT_DEED = "alert_"  # what was done with an alert: this, and the transition's action
MOST_SHOWN = 300
MOST_EXPORTED = 100_000


@dataclass(frozen=True)
class AuditView:
    """One deed. `by` is a person's name, a device's for what came by message, or empty for a stranger."""

    at: datetime
    by: str
    action: str
    about: str
    home: str


@dataclass(frozen=True)
class Wanted:
    """Which deeds: parts of a person's name, of a deed, of a home or of what it was about; since when, until when."""

    person: str = ""
    deed: str = ""
    home: str = ""
    since: datetime | None = None
    until: datetime | None = None


class AuditLog:
    """Every method raises DatabaseDownError. Blocking; safe for several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, wanted: Wanted, most: int = MOST_SHOWN) -> Sequence[AuditView]:
        """The newest first."""
        with self._database.reading() as session:
            found = session.execute(_query(wanted).limit(most))
            return [AuditView(at, by, action, _about(action, about), home) for at, by, action, about, home in found]


def _about(action: str, about: str) -> str:
    """SQLite keeps the id of an alert without its dashes."""
    return str(UUID(about)) if action.startswith(ALERT_DEED) else about


def as_csv(rows: Sequence[AuditView], timezone: ZoneInfo) -> str:
    """For a spreadsheet."""
    return spreadsheet.as_csv(
        ("at", "by", "action", "home", "about"),
        ((_local(row.at, timezone), row.by, row.action, row.home, row.about) for row in rows),
    )


def _local(moment: datetime, timezone: ZoneInfo) -> str:
    return moment.astimezone(timezone).isoformat(timespec="seconds")


def _query(wanted: Wanted) -> Select[Any]:
    looked = select(AuditRow.at, AuditRow.by, AuditRow.action, AuditRow.about, AuditRow.home)
    handled = select(
        TransitionRow.at,
        TransitionRow.by,
        (literal(ALERT_DEED) + TransitionRow.action).label("action"),
        cast(TransitionRow.alert, String).label("about"),
        (AlertRow.community + "/" + AlertRow.home).label("home"),
    ).join(AlertRow, AlertRow.id == TransitionRow.alert)
    both = union_all(looked, handled).subquery()
    query = select(both.c.at, both.c.by, both.c.action, both.c.about, both.c.home).order_by(both.c.at.desc())
    if wanted.person:
        query = query.where(both.c.by.contains(wanted.person, autoescape=True))
    if wanted.deed:
        query = query.where(both.c.action == wanted.deed)
    if wanted.home:
        part = wanted.home
        places = (both.c.home.contains(part, autoescape=True), both.c.about.contains(part, autoescape=True))
        query = query.where(or_(*places, both.c.about == part.replace("-", "")))
    if wanted.since is not None:
        query = query.where(both.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(both.c.at < wanted.until)
    return query
