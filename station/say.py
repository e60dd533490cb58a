"""Has something said aloud in a home."""

from __future__ import annotations

from uuid import UUID

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Say
from station.accounts.account import Account
from station.audit import Deed, write
from station.database import Database
from station.errors import NotFoundError
from station.homes import find_community
from station.state_words import DEVICE


class Announcements:
    """Words for a home, through the outbox; who sent them is audited, what they were is not."""

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock

    def say(self, account: Account, home: str, text: str, community: str | None = None) -> UUID:
        """Returns the announcement's id once it is on disk. Raises NotFoundError, DatabaseDownError."""
        now = self._clock.now()
        with self._database.writing() as session:
            community = find_community(session, home, community)
            if not account.sees(community, home):
                raise NotFoundError("no such home")
            words = Say(home=home, device=DEVICE, at=now, clock_trusted=self._clock.trusted, text=text)
            self._outbox.put(session.connection(), words, community)
            write(session, now, account.name, Deed.SAID, str(words.id), f"{community}/{home}")
        self._outbox.wake()
        return words.id
