"""What `xiaoan station init` makes: certificates, the broker's configuration, the station's own user."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from config.enrolment import enrolment_file, read_enrolment, write_enrolment, write_private
from config.errors import ConfigError
from config.settings import Settings
from messages.acl import station_user
from messages.broker_users import new_password
from station.broker.authority import ensure_authority, ensure_server
from station.broker.configuration import mosquitto_text
from station.broker.folder import BrokerFolder
from station.errors import StationError

_NAME = re.compile(r"[A-Za-z0-9:]([A-Za-z0-9.:-]{0,252}[A-Za-z0-9])?")


@dataclass(frozen=True)
class Names:
    """Under which names homes reach the broker, the first being the one they are told; where it listens.

    With `serve_page` the station's page listens there too, with the same certificate; else a proxy stands before it.
    """

    names: tuple[str, ...]
    listen: str
    port: int
    serve_page: bool = True


def make_broker(settings: Settings, folder: BrokerFolder, reach: Names, now: datetime) -> str:
    """Writes everything but the passwords and rules; returns the station's password at the broker.

    May be called again: keys, certificates still good and the password stay. Raises ConfigError, StationError.
    """
    wrong = [name for name in reach.names if not _NAME.fullmatch(name)]
    if wrong or not reach.names:
        raise StationError(f"Give the host names or addresses by which homes reach this machine (given: {wrong}).")
    if reach.port == settings.broker.port:
        raise StationError(f"Port {reach.port} is the one the station itself uses (broker.port). Give another.")
    kept = read_enrolment(settings.data_dir)
    if kept.keys() & {"speaker", "bridge"}:
        raise ConfigError(f"{enrolment_file(settings.data_dir)}: this machine is enrolled as a device of a home.")
    ensure_authority(folder, settings.home.community, now)
    ensure_server(folder, reach.names, now)
    write_private(folder.configuration, mosquitto_text(folder, reach.listen, reach.port, settings.broker.port))
    own = settings.station.broker.password
    password = new_password() if own is None else own.get_secret_value()
    tables: dict[str, dict[str, str | int | bool]] = {
        "broker": {"own": False, "host": "127.0.0.1", "port": settings.broker.port},
        "station.broker": {"username": station_user(settings.home.community), "password": password},
        "station.homes_broker": {"host": reach.names[0], "port": reach.port},
    }
    if reach.serve_page:
        tables["station.page"] = {
            "host": reach.listen,
            "port": settings.station.page.port,
            "certificate": str(folder.certificate),
            "key": str(folder.key),
        }
    write_enrolment(settings.data_dir, tables)
    return password
