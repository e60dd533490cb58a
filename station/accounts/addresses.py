"""Where each account is told, and a notice to try it with. An address holds tokens: it is written, never shown."""

from __future__ import annotations

from config.phrases import Phrases
from messages.clock import Clock
from station.accounts.people import PersonError
from station.audit import Deed, write
from station.database import Database
from station.errors import NotFoundError
from station.notify.apprise_notifier import usable
from station.ports import Notice, Notifier
from station.tables import UserRow


class Addresses:
    """Every method raises NotFoundError and DatabaseDownError. Blocking; safe for several threads."""

    def __init__(self, database: Database, clock: Clock, notifier: Notifier, phrases: Phrases) -> None:
        self._database = database
        self._clock = clock
        self._notifier = notifier
        self._phrases = phrases

    def kind(self, user_id: int) -> str:
        """By which way the account is told (ntfy, mailto); empty for none. All of an address that may be shown."""
        with self._database.reading() as session:
            user = session.get(UserRow, user_id)
            if user is None:
                raise NotFoundError("no such account")
            return user.notify_url.partition("://")[0]

    def set(self, user_id: int, address: str, by: str) -> None:
        """Empty: the account is told on the page only. Raises PersonError."""
        if address and not usable(address):
            raise PersonError("bad_address", "the address for notices is none that Apprise knows")
        with self._database.writing() as session:
            user = session.get(UserRow, user_id)
            if user is None:
                raise NotFoundError("no such account")
            user.notify_url = address
            write(session, self._clock.now(), by, Deed.NOTIFY_URL, user.name)

    def test(self, user_id: int, by: str) -> None:
        """Sends a notice that says it is a test. Raises NotifyError."""
        with self._database.reading() as session:
            user = session.get(UserRow, user_id)
            if user is None:
                raise NotFoundError("no such account")
            address, name = user.notify_url, user.name
        title, body = (self._phrases(f"station.notice.test_{part}", name=name, by=by) for part in ("title", "body"))
        self._notifier.send(address, Notice(title, body))
