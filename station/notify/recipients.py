"""Who stands on each rung of the ladder at the moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from station.tables import AlertRow, ContactRow, ResidentRow, Role, UserRow


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


def staff_of(session: Session) -> tuple[Staff, ...]:
    """Every active account."""
    users = session.scalars(select(UserRow).where(UserRow.active).order_by(UserRow.id))
    return tuple(Staff(Recipient(f"user:{u.id}", u.name, u.notify_url), u.role, u.on_duty) for u in users)


def contacts_of(session: Session, alert: AlertRow) -> tuple[Recipient, ...]:
    """The contacts of the alert's resident; of the home's primary resident when nobody was told apart."""
    home = (ContactRow.community == alert.community) & (ContactRow.home == alert.home)
    resident = (
        alert.resident
        or session.scalars(
            select(ResidentRow.id)
            .where(ResidentRow.community == alert.community, ResidentRow.home == alert.home)
            .order_by(ResidentRow.position, ResidentRow.id)
            .limit(1)
        ).first()
    )
    query = select(ContactRow).where(home, ContactRow.resident == resident).order_by(ContactRow.position)
    return tuple(
        Recipient(f"contact:{alert.home}:{resident}:{row.position}", row.name, row.notify_url)
        for row in session.scalars(query)
    )


def _with(people: tuple[Staff, ...], role: Role) -> tuple[Recipient, ...]:
    return tuple(person.recipient for person in people if person.role is role)
