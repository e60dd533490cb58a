"""Whether somebody can be registered, and the registration."""

from __future__ import annotations

from station.accounts.accounts import Accounts, NewUser
from station.errors import NameTakenError, StationError
from station.notify.apprise_notifier import usable
from station.tables import Role

LONGEST_NAME = 80


class PersonError(StationError):
    """What was said of a new account will not do. `reason` is bad_name, taken, bad_address or need_home."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def register(
    accounts: Accounts,
    name: str,
    role: Role,
    on_duty: bool,
    notify_url: str,
    home: str,
    by: str,
    must_change: bool = True,
) -> str:
    """Makes the account and returns its first password. Raises PersonError, DatabaseDownError."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise PersonError("bad_name", f"a name has 1 to {LONGEST_NAME} printable characters")
    if notify_url and not usable(notify_url):
        raise PersonError("bad_address", "the address for notices is none that Apprise knows")
    community = None
    if role is Role.FAMILY:
        community = accounts.community_of(home)
        if community is None:
            raise PersonError("need_home", "a family account needs the id of a known home")
    user = NewUser(name, role, on_duty, notify_url, community, home if community else None, must_change)
    try:
        return accounts.add(user, by)
    except NameTakenError as error:
        raise PersonError("taken", str(error)) from error
