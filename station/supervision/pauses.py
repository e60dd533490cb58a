"""The switch for a home where nobody is for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from messages.clock import Clock
from station import homes
from station.accounts.account import Account, Right
from station.audit import Deed, write
from station.database import Database, insert_new
from station.errors import NotFoundError
from station.supervision.tables import HomePauseRow


class Pauses:
    """Every method raises DatabaseDownError, and NotFoundError for a home the account does not see."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def pause(self, account: Account, community: str, home: str) -> None:
        """The home is not missed until it is watched again. Raises ForbiddenError."""
        self._check(account, community, home)
        now = self._clock.now()
        with self._database.writing() as session:
            homes.lock(session, community, home)
            values = {"community": community, "home": home, "since": now, "by": account.name}
            insert_new(session, HomePauseRow, values)
            write(session, now, account.name, Deed.WATCH_PAUSED, home=f"{community}/{home}")

    def watch(self, account: Account, community: str, home: str) -> None:
        """The home is missed again when it falls silent. Raises ForbiddenError."""
        self._check(account, community, home)
        with self._database.writing() as session:
            homes.lock(session, community, home)
            here = (HomePauseRow.community == community) & (HomePauseRow.home == home)
            session.execute(delete(HomePauseRow).where(here))
            write(session, self._clock.now(), account.name, Deed.WATCH_RESUMED, home=f"{community}/{home}")

    def since(self, community: str, home: str) -> datetime | None:
        """From when on the home is not missed; None while it is watched."""
        with self._database.reading() as session:
            row = session.get(HomePauseRow, (community, home))
            return None if row is None else row.since

    @staticmethod
    def _check(account: Account, community: str, home: str) -> None:
        account.need(Right.HANDLE)
        if not account.sees(community, home):
            raise NotFoundError("no such home")
