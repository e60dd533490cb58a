"""Homes, residents and contacts of several homes, read at once."""

from __future__ import annotations

from collections.abc import Set

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from station.errors import NotFoundError
from station.tables import ContactRow, Home, ResidentRow
from station.views import ContactView, ResidentView


class Directory:
    """A snapshot of some (community, home) pairs."""

    def __init__(self, session: Session, homes: Set[tuple[str, str]]) -> None:
        keys = list(homes)
        self._homes = {
            (row.community, row.id): row
            for row in session.scalars(select(Home).where(tuple_(Home.community, Home.id).in_(keys)))
        }
        residents = select(ResidentRow).where(tuple_(ResidentRow.community, ResidentRow.home).in_(keys))
        self._residents = session.scalars(residents.order_by(ResidentRow.position, ResidentRow.id)).all()
        contacts = select(ContactRow).where(tuple_(ContactRow.community, ContactRow.home).in_(keys))
        self._contacts = session.scalars(contacts.order_by(ContactRow.position)).all()

    def who(self, community: str, home: str, resident: str | None) -> ResidentView:
        """A resident; without one named, the home's primary resident's contacts. Raises NotFoundError."""
        place = self._homes.get((community, home))
        if place is None:
            raise NotFoundError("no such home")
        here = [row for row in self._residents if (row.community, row.home) == (community, home)]
        person = next((row for row in here if row.id == resident), None)
        if resident is not None and person is None:
            raise NotFoundError("no such resident")
        to_ring = person or (here[0] if here else None)
        return ResidentView(
            community=community,
            home=home,
            resident=resident,
            name=person.name if person else "",
            address_as=person.address_as if person else "",
            address=place.address,
            phone=to_ring.phone if to_ring else "",
            known=place.known,
            contacts=tuple(
                ContactView.model_validate(row)
                for row in self._contacts
                if to_ring and (row.community, row.home, row.resident) == (community, home, to_ring.id)
            ),
        )
