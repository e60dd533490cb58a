"""What the command line does at the station besides running it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.settings import Settings
from messages.clock import clock_for
from messages.dead_letters import KeptLetter
from messages.outbox import Outbox
from station.accounts.accounts import Accounts
from station.accounts.people import PersonError, register
from station.alerts import Alerts
from station.bell import Bell
from station.broker.access import Access, communities_of
from station.broker.codes import MadeCode
from station.broker.devices import Devices
from station.broker.folder import BrokerFolder, broker_folder
from station.broker.making import Names, make_broker
from station.ingest.lost_letters import LostLetters, Replayed
from station.tables import Role
from station.wiring.database import open_migrated
from station.wiring.devices import devices_of
from station.wiring.ingest import make_intake, make_lost_letters

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


def init_broker(settings: Settings, names: Sequence[str], listen: str, port: int, serve_page: bool) -> BrokerFolder:
    """Makes certificates, configuration and the station's own user for the community's broker; keys there are kept.

    `names` are the host names and addresses under which homes reach it. Raises ConfigError, StationError.
    """
    folder, clock = broker_folder(settings), clock_for(settings.clock.offset_s)
    password = make_broker(settings, folder, Names(tuple(names), listen, port, serve_page), clock.now())
    database = open_migrated(settings)
    try:
        Access(database, folder, communities_of(settings), password).publish()
    finally:
        database.close()
    return folder


def home_code(settings: Settings, home: str, address: str = "") -> MadeCode:
    """A one-time code for a new device of a home. Raises ConfigError, StationError."""
    with _devices(settings) as devices:
        return devices.make_code(home, BY, address)


def bridge_code(settings: Settings, name: str) -> MadeCode:
    """A one-time code for a bridge that carries the watches of many homes. Raises ConfigError, StationError."""
    with _devices(settings) as devices:
        return devices.make_code(name, BY, whole_community=True)


def home_revoke(settings: Settings, home: str, device: str | None = None) -> tuple[str, ...]:
    """Ends the credentials of a device, or of all of a home; their names. Raises ConfigError, StationError."""
    with _devices(settings) as devices:
        return devices.revoke(home, BY, device)


def letters(settings: Settings) -> tuple[KeptLetter, ...]:
    """The messages that could not be kept, the newest first. Raises ConfigError, StationError."""
    with _lost_letters(settings) as lost:
        return lost.listed()


def replay_letters(settings: Settings, reason: str | None = None) -> Replayed:
    """Takes them in again. Raises ConfigError, StationError."""
    with _lost_letters(settings) as lost:
        return lost.replay(BY, reason)


@contextmanager
def _lost_letters(settings: Settings) -> Iterator[LostLetters]:
    database = open_migrated(settings)
    clock, bell = clock_for(settings.clock.offset_s), Bell()
    outbox = Outbox(database.engine, clock)
    alerts = Alerts(database, outbox, clock, bell, settings.station.escalation)
    try:
        yield make_lost_letters(database, make_intake(database, outbox, alerts, clock, bell), clock)
    finally:
        database.close()


@contextmanager
def _devices(settings: Settings) -> Iterator[Devices]:
    database = open_migrated(settings)
    try:
        yield devices_of(settings, database, clock_for(settings.clock.offset_s))
    finally:
        database.close()


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    database = open_migrated(settings)
    try:
        yield Accounts(database, clock_for(settings.clock.offset_s))
    finally:
        database.close()
