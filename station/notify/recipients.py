"""Who stands on each rung of the ladder at the moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from station.duty.book import roster_of
from station.duty.roster import on_duty
from station.tables import AlertRow, ContactRow, ResidentRow, Role, UserRow

STAFF, CONTACT = "user:", "contact:"  # how keys begin


@dataclass(frozen=True)
class Recipient:
    """Somebody to tell. `key` is the same at every look; an empty `address` means the page or a telephone call."""

    key: str
    name: str
    address: str


@dataclass(frozen=True)
class Staff:
    """An account that can be told."""

    recipient: Recipient
    role: Role
    on_duty: bool


Rungs = Mapping[str, tuple[Recipient, ...]]


def rungs(staff: Iterable[Staff], contacts: tuple[Recipient, ...]) -> Rungs:
    """Who is meant by each word of the ladder. A rung that would be empty is filled from the next one above it:
    on duty, workers, supervisors, administrators. `contacts` are in their order."""
    people = tuple(staff)
    administrators = _with(people, Role.ADMINISTRATOR)
    supervisors = _with(people, Role.SUPERVISOR) or administrators
    workers = _with(people, Role.WORKER) or supervisors
    on_duty = tuple(p.recipient for p in people if p.on_duty and p.role is not Role.FAMILY) or workers
    return {
        "on_duty": on_duty,
        "all_workers": workers,
        "supervisor": supervisors,
        "first_contact": contacts[:1],
        "second_contact": contacts[1:2],
    }


def staff_of(session: Session, now: datetime, timezone: ZoneInfo) -> tuple[Staff, ...]:
    """Every active account. On duty is whom the roster names at `now`, and whoever's switch is on."""
    by_roster = on_duty(roster_of(session), now, timezone)
    users = session.scalars(select(UserRow).where(UserRow.active).order_by(UserRow.id))
    return tuple(
        Staff(Recipient(f"{STAFF}{u.id}", u.name, u.notify_url), u.role, u.on_duty or u.id in by_roster) for u in users
    )


def contacts_of(session: Session, alerts: Sequence[AlertRow]) -> Mapping[UUID, tuple[Recipient, ...]]:
    """By alert the contacts of its resident; of the home's primary resident when nobody was told apart."""
    homes = list({(alert.community, alert.home) for alert in alerts})
    primary: dict[tuple[str, str], str] = {}
    residents = select(ResidentRow).where(tuple_(ResidentRow.community, ResidentRow.home).in_(homes))
    for person in session.scalars(residents.order_by(ResidentRow.position, ResidentRow.id)):
        primary.setdefault((person.community, person.home), person.id)
    found: dict[tuple[str, str, str], list[Recipient]] = {}
    contacts = select(ContactRow).where(tuple_(ContactRow.community, ContactRow.home).in_(homes))
    for row in session.scalars(contacts.order_by(ContactRow.position)):
        key = f"{CONTACT}{row.home}:{row.resident}:{row.position}"
        kept = found.setdefault((row.community, row.home, row.resident), [])
        kept.append(Recipient(key, row.name, row.notify_url))
    return {alert.id: tuple(found.get(_whose(alert, primary), ())) for alert in alerts}


def _whose(alert: AlertRow, primary: Mapping[tuple[str, str], str]) -> tuple[str, str, str]:
    resident = alert.resident or primary.get((alert.community, alert.home), "")
    return alert.community, alert.home, resident


def _with(people: tuple[Staff, ...], role: Role) -> tuple[Recipient, ...]:
    return tuple(person.recipient for person in people if person.role is role)
