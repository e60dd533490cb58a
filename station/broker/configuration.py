"""The configuration of the community's Mosquitto, and telling it that its files have changed."""

from __future__ import annotations

import os
import pwd
import signal
from pathlib import Path

from config.section import Port
from station.broker.folder import BrokerFolder


def mosquitto_text(folder: BrokerFolder, listen: str, port: Port, station_port: Port) -> str:
    """Two listeners: TLS for the homes, loopback for the station.

    On the homes' one a client's id is its user, so that no device can take over another's session, or the station's.
    """
    lines = [
        f"user {pwd.getpwuid(os.getuid()).pw_name}",  # started by root it becomes whom the files belong to
        "per_listener_settings false",
        "allow_anonymous false",
        f"password_file {folder.passwords}",
        f"acl_file {folder.rules}",
        f"pid_file {folder.process}",
        "persistence true",
        f"persistence_location {folder.root}/",
        "persistence_file mosquitto.db",
        "autosave_on_changes false",
        "autosave_interval 10",  # seconds; the default of half an hour saves nothing before a power cut
        "set_tcp_nodelay true",  # an alert does not wait 40 ms for the answer to the packet before it
        "max_queued_messages 0",  # by count the broker would drop what is over without a word
        "max_queued_bytes 268435456",
        "max_inflight_messages 1000",  # a receiver asks for less by its receive maximum
        "max_packet_size 2097152",  # what is too large for the station is to become a dead letter there
        "persistent_client_expiration 7d",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
        "connection_messages false",
        "",
        f"listener {port} {listen}",
        f"certfile {folder.certificate}",
        f"keyfile {folder.key}",
        "tls_version tlsv1.2",  # and later
        "use_username_as_clientid true",
        "",
        f"listener {station_port} 127.0.0.1",
    ]
    return "\n".join(lines) + "\n"


def reload(folder: BrokerFolder) -> bool:
    """Has a running Mosquitto read its passwords, rules and certificates anew; who may no longer is cut off.

    False when none runs: it reads them at its start.
    """
    try:
        pid = int(folder.process.read_text(encoding="ascii").strip())
        if Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip() != "mosquitto":
            return False
        os.kill(pid, signal.SIGHUP)
    except (OSError, ValueError):
        return False
    return True
