"""What the command line does at the station besides running it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from messages.clock import clock_for
from station.accounts.accounts import Accounts
from station.accounts.people import PersonError, register
from station.app import open_migrated
from station.tables import Role

BY = "command line"


def ensure_administrator(settings: Settings) -> str | None:
    """The generated password of the first administrator, named `admin`, the first time only; None afterwards.

    Raises ConfigError, StationError.
    """
    with _accounts(settings) as accounts:
        return accounts.ensure_administrator()


def add_user(
    settings: Settings, name: str, role: str, on_duty: bool = False, notify_url: str = "", home: str = ""
) -> str:
    """Makes an account and returns its generated password, which need not be changed: nobody else has seen it.

    `role` is worker, supervisor, family (then `home` is needed) or administrator. Raises ConfigError, StationError.
    """
    if role not in set(Role):
        raise PersonError("bad_role", f"role {role!r} is unknown; allowed: {', '.join(Role)}")
    with _accounts(settings) as accounts:
        return register(accounts, name, Role(role), on_duty, notify_url, home, BY, must_change=False)


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    database = open_migrated(settings)
    try:
        yield Accounts(database, clock_for(settings.clock.offset_s))
    finally:
        database.close()
