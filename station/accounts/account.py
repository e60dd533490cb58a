"""An account as the rest of the station sees it, and what its role allows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from station.decisions import Person
from station.errors import ForbiddenError
from station.tables import Role


class Right(StrEnum):
    """What may be allowed."""

    SEE = "see"  # alerts, readings, history: of every home, a family account of its own
    HANDLE = "handle"  # accept, set out, resolve
    SPEAK = "speak"  # have something said aloud in a home
    PEOPLE = "people"  # accounts, and the devices of the homes
    ROSTER = "roster"  # who is on duty when
    AUDIT = "audit"  # who saw and did what
    SUPERVISE = "supervise"  # how soon alerts are answered, and how each home is heard
    LETTERS = "letters"  # messages that could not be kept


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.WORKER: frozenset({Right.SEE, Right.HANDLE, Right.SPEAK}),
        Role.SUPERVISOR: frozenset(
            {Right.SEE, Right.HANDLE, Right.SPEAK, Right.ROSTER, Right.AUDIT, Right.LETTERS, Right.SUPERVISE}
        ),
        Role.FAMILY: frozenset({Right.SEE}),
        Role.ADMINISTRATOR: frozenset(Right),
    }
)


@dataclass(frozen=True)
class Account:
    """Who is signed in. `community` and `home` limit a family account to one home."""

    id: int
    name: str
    role: Role
    on_duty: bool = False
    must_change: bool = False
    community: str | None = None
    home: str | None = None

    @property
    def person(self) -> Person:
        """Who this is in the history of an alert, by the key that notices use."""
        return Person(f"user:{self.id}", self.name)

    def may(self, right: Right) -> bool:
        """True when the role allows it."""
        return right in RIGHTS[self.role]

    def need(self, right: Right) -> None:
        """Raises ForbiddenError when the role does not allow it."""
        if not self.may(right):
            raise ForbiddenError(f"the role {self.role.value} may not {right.value}")

    def sees(self, community: str, home: str) -> bool:
        """True when this home is shown to the account."""
        return self.role is not Role.FAMILY or (community, home) == (self.community, self.home)
