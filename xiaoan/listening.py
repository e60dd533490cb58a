"""Who listens on a TCP port of this machine, from /proc, and which ports are free."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LISTEN = "0A"  # the state TCP_LISTEN in /proc/net/tcp
LOWEST_PORT = 10_000
USUAL_FIRST_OUTGOING_PORT = 32_768


@dataclass(frozen=True)
class Listener:
    """A process that listens. `pid` is 0 and `program` empty when the process belongs to somebody else."""

    pid: int
    program: str


def is_free(host: str, port: int) -> bool:
    """True when a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_ports(names: Sequence[str]) -> dict[str, int]:
    """A port of 127.0.0.1 for each name, all different, that nobody listens on just now.

    None is of those that the kernel gives to outgoing connections: such a one may be taken before a server listens.
    """
    span = _first_outgoing_port() - LOWEST_PORT
    found: dict[str, int] = {}
    while len(found) < len(names):
        port = LOWEST_PORT + secrets.randbelow(span)
        if port not in found.values() and is_free("127.0.0.1", port):
            found[names[len(found)]] = port
    return found


def listener_on(port: int) -> Listener | None:
    """The process that listens on the port, or None."""
    inodes = {inode for table in ("tcp", "tcp6") for inode in _inodes(Path("/proc/net") / table, port)}
    if not inodes:
        return None
    links = {f"socket:[{inode}]" for inode in inodes}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _holds(folder, links):
            return Listener(int(folder.name), _program(folder))
    return Listener(0, "")


def _first_outgoing_port() -> int:
    try:
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return USUAL_FIRST_OUTGOING_PORT
    return first if first >= 2 * LOWEST_PORT else USUAL_FIRST_OUTGOING_PORT


def _inodes(table: Path, port: int) -> list[str]:
    try:
        rows = table.read_text().splitlines()[1:]
    except OSError:
        return []
    columns = [row.split() for row in rows]
    return [row[9] for row in columns if row[3] == LISTEN and int(row[1].rpartition(":")[2], 16) == port]


def _holds(process: Path, links: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in links for link in (process / "fd").iterdir())
    except OSError:  # somebody else's, or ended meanwhile
        return False


def _program(process: Path) -> str:
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return " ".join(word.decode(errors="replace") for word in words if word)[:120]
