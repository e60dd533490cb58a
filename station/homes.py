"""Who lives where: seeded from the settings, and grown by messages from homes nobody told us of."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from config.settings import HomeSettings, Resident
from station.database import insert_all_new, insert_new
from station.errors import NotFoundError
from station.tables import ContactRow, Home, ResidentRow

Who = tuple[str, str, str | None]  # community, home, resident


def seed(session: Session, home: HomeSettings) -> None:
    """Writes the home, residents and contacts of the settings over what is there."""
    session.merge(Home(community=home.community, id=home.id, address=home.address, known=True))
    for position, resident in enumerate(home.residents):
        session.merge(
            ResidentRow(
                community=home.community,
                home=home.id,
                id=resident.id,
                name=resident.name,
                address_as=resident.address_as,
                phone=resident.phone,
                position=position,
            )
        )
        _seed_contacts(session, home, resident)


def meet(session: Session, community: str, home: str, resident: str | None) -> None:
    """Makes rows for a home and a resident that a message speaks of, unless they are there."""
    insert_new(session, Home, {"community": community, "id": home, "address": "", "known": False})
    if resident is not None:
        unnamed = {"community": community, "home": home, "id": resident}
        insert_new(session, ResidentRow, {**unnamed, "name": "", "address_as": "", "phone": "", "position": 99})


def meet_all(session: Session, who: Collection[Who]) -> None:
    """`meet` for many at once, in an order that two workers share, lest they wait for each other."""
    new_homes = [
        {"community": community, "id": home, "address": "", "known": False}
        for community, home in sorted({(community, home) for community, home, _ in who})
    ]
    insert_all_new(session, Home, new_homes)
    unnamed = {"name": "", "address_as": "", "phone": "", "position": 99}
    new_residents = [
        {"community": community, "home": home, "id": resident, **unnamed}
        for community, home, resident in sorted((c, h, r) for c, h, r in who if r is not None)
    ]
    if new_residents:
        insert_all_new(session, ResidentRow, new_residents)


def lock(session: Session, community: str, home: str) -> None:
    """Until the transaction ends, nobody else decides about this home."""
    session.execute(select(Home.id).where(Home.community == community, Home.id == home).with_for_update())


def primary_resident(session: Session, community: str, home: str) -> str | None:
    """Who is meant when the home as a whole is; None where nobody is known to live there."""
    here = (ResidentRow.community == community) & (ResidentRow.home == home)
    query = select(ResidentRow.id).where(here).order_by(ResidentRow.position, ResidentRow.id)
    return session.scalars(query.limit(1)).first()


def find_community(session: Session, home: str, community: str | None = None) -> str:
    """The community of a home. Raises NotFoundError when it is unknown, or when its name stands in several."""
    query = select(Home.community).where(Home.id == home)
    if community is not None:
        query = query.where(Home.community == community)
    found = session.scalars(query).all()
    if len(found) != 1:
        raise NotFoundError("no such home" if not found else "several communities have a home of this name: say which")
    return found[0]


def _seed_contacts(session: Session, home: HomeSettings, resident: Resident) -> None:
    session.execute(
        delete(ContactRow).where(
            ContactRow.community == home.community, ContactRow.home == home.id, ContactRow.resident == resident.id
        )
    )
    for position, contact in enumerate(resident.contacts):
        session.add(
            ContactRow(
                community=home.community,
                home=home.id,
                resident=resident.id,
                position=position,
                name=contact.name,
                called=contact.called[0] if contact.called else "",
                phone=contact.phone,
                notify_url=contact.notify_url,
            )
        )
