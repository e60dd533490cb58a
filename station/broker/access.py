"""Writes the broker's password file and access rules from the devices in the database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
from sqlalchemy import select

from config.enrolment import write_private
from config.errors import ConfigError
from config.settings import Settings
from messages.acl import acl_for_device, acl_for_station, station_user
from messages.broker_users import password_line
from station.broker.configuration import reload
from station.broker.folder import BrokerFolder
from station.broker.tables import DeviceRow
from station.database import Database


class Access:
    """The two files. Blocking; safe for several threads and processes on one machine."""

    def __init__(self, database: Database, folder: BrokerFolder, communities: Sequence[str], password: str) -> None:
        self._database = database
        self._folder = folder
        self._communities = tuple(communities)  # the station's own first
        self._password = password

    def publish(self) -> None:
        """Writes both files anew and has the broker read them. Raises ConfigError, DatabaseDownError."""
        with _locked(self._folder):
            # Read under the lock: whoever writes last has seen every change before it.
            with self._database.reading() as session:
                query = select(DeviceRow).where(DeviceRow.revoked_at.is_(None))
                devices = session.scalars(query.order_by(DeviceRow.community, DeviceRow.home, DeviceRow.name)).all()
            write_private(self._folder.rules, self._rules(devices))
            write_private(self._folder.passwords, self._passwords(devices))
            told = reload(self._folder)
        structlog.get_logger().info("broker_access_written", devices=len(devices), broker_told=told)

    def _rules(self, devices: Sequence[DeviceRow]) -> str:
        parts = [
            acl_for_device(each.community, each.home, each.name, each.program, each.whole_community) for each in devices
        ]
        return "\n".join([acl_for_station(*self._communities), *parts])

    def _passwords(self, devices: Sequence[DeviceRow]) -> str:
        lines = [password_line(station_user(self._communities[0]), self._password)]
        lines += [each.password_line for each in devices]
        return "\n".join(lines) + "\n"


def communities_of(settings: Settings) -> tuple[str, ...]:
    """The communities a station serves, its own first."""
    others = (community for shard in settings.station.ingest.shards for community in shard.communities)
    return tuple(dict.fromkeys((settings.home.community, *others)))


@contextmanager
def _locked(folder: BrokerFolder) -> Iterator[None]:
    try:
        lock = folder.lock.open("a")
    except OSError as error:
        raise ConfigError(f"{folder.lock}: cannot be used ({error.strerror}). Check the data folder.") from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
