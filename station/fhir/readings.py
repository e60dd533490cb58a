"""What a search finds, for those who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from station.accounts.account import Account
from station.database import Database
from station.errors import NotFoundError
from station.fhir.observations import Json, observations
from station.fhir.samples import Place, Window, page, partners
from station.fhir.search import Search
from station.homes import find_community
from station.tables import ResidentRow


@dataclass(frozen=True)
class Found:
    """One page, and where it ends if there are more."""

    community: str
    entries: Sequence[Json]
    ended_at: Place | None


class FhirReadings:
    """Raises DatabaseDownError, and NotFoundError for a resident the account does not see."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, account: Account, search: Search) -> Found:
        """The Observations of one page."""
        with self._database.reading() as session:
            community = find_community(session, search.home, account.community)
            seen = account.sees(community, search.home)
            if not seen or session.get(ResidentRow, (community, search.home, search.resident)) is None:
                raise NotFoundError("no such resident")
            window = Window(community, search.home, search.resident, search.since, search.until, search.metrics)
            samples, more = page(session, window, search.after, search.count)
            ends = {sample.place.at for sample in (*samples[:1], *samples[-1:])}
            around = partners(session, window, sorted(ends)) if ends else ()
        return Found(community, observations(window, samples, around), samples[-1].place if more else None)
