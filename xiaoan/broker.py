"""The Mosquitto that `xiaoan up` starts for itself: its configuration and its command line."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
from pathlib import Path

from config.errors import ConfigError
from config.exposure import is_loopback
from config.settings import BrokerSettings
from messages.errors import BrokerError

CONFIG_NAME = "mosquitto.conf"
_SERVICE_USER = "mosquitto"


def mosquitto_config(broker: BrokerSettings, folder: Path, user: str = "") -> str:
    """The text of mosquitto.conf. `user` is whom Mosquitto becomes when it is started by root.

    Raises ConfigError for a host beyond loopback, where a broker needs TLS and passwords of its owner's making.
    """
    if not is_loopback(broker.host):
        raise ConfigError(
            f"broker.host: the program's own broker listens on loopback only (given: {broker.host!r}). "
            "Use 127.0.0.1, or set broker.own = false and name a broker that speaks TLS."
        )
    lines = [
        f"listener {broker.port} {broker.host}",
        "allow_anonymous true",  # loopback
        "persistence true",
        f"persistence_location {folder}/",
        "persistence_file mosquitto.db",
        "autosave_on_changes false",
        "autosave_interval 10",  # seconds; the default of half an hour saves nothing before a power cut
        "set_tcp_nodelay true",  # an alert does not wait 40 ms for the answer to the packet before it
        "max_queued_messages 0",  # by count the broker would drop what is over without a word
        "max_queued_bytes 67108864",
        "max_inflight_messages 1000",  # a receiver asks for less by its receive maximum
        "max_packet_size 2097152",  # what is too large for the station is to become a dead letter there
        "persistent_client_expiration 7d",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "connection_messages false",
    ]
    if user:
        lines.append(f"user {user}")
    return "\n".join(lines) + "\n"


def mosquitto_command(folder: Path, environ_path: str | None = None) -> list[str]:
    """How to start Mosquitto on the configuration in `folder`. Raises BrokerError when it is not installed."""
    return [mosquitto_program(environ_path), "-c", str(folder / CONFIG_NAME)]


def mosquitto_program(environ_path: str | None = None) -> str:
    """Where Mosquitto is; Debian puts it where only root looks. Raises BrokerError when it is not installed."""
    search = os.environ.get("PATH", "") if environ_path is None else environ_path
    program = shutil.which("mosquitto", path=os.pathsep.join([search, "/usr/sbin", "/usr/local/sbin"]))
    if program is None:
        raise BrokerError("Mosquitto is not installed. Install it with: sudo apt-get install mosquitto")
    return program


def prepare_mosquitto(broker: BrokerSettings, folder: Path) -> list[str]:
    """Makes the folder, writes the configuration, checks the port, and returns the command that starts the broker.

    Raises BrokerError (not installed, port taken, folder unusable) or ConfigError.
    """
    folder = folder.absolute()
    command = mosquitto_command(folder)
    check_port_free(broker.host, broker.port)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        user = _user_for(folder)
        (folder / CONFIG_NAME).write_text(mosquitto_config(broker, folder, user), encoding="utf-8")
        if user == _SERVICE_USER:
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, _SERVICE_USER)
    except OSError as error:
        raise BrokerError(f"{folder}: the broker's folder cannot be used ({error.strerror}).") from error
    return command


def check_port_free(host: str, port: int) -> None:
    """Raises BrokerError when something listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise BrokerError(
                f"The broker cannot listen on {host} port {port} ({error.strerror}). "
                "End what uses it, or set another broker.port."
            ) from error


def _user_for(folder: Path) -> str:
    """Whom Mosquitto becomes: root hands over to Mosquitto's own user when that user can reach the folder."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    try:
        pwd.getpwnam(_SERVICE_USER)
    except KeyError:
        return "root"
    reachable = all(parent.stat().st_mode & 0o001 for parent in folder.parents)
    return _SERVICE_USER if reachable else "root"
