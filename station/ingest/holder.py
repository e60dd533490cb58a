"""Who holds a lease: a process, named so that another on the same machine can see whether it still lives."""

from __future__ import annotations

import os
import socket
from itertools import count
from pathlib import Path

_NUMBERS = count()


def this_holder() -> str:
    """A name no other worker has: machine, process, when it started, and the how-manieth of it."""
    pid = os.getpid()
    return f"{_machine()}/{pid}/{_started(pid)}/{next(_NUMBERS)}"


def is_gone(holder: str) -> bool:
    """True only when the holder ran on this machine and its process has ended: nobody need wait for its lease."""
    machine, _, rest = holder.partition("/")
    parts = rest.split("/")
    if machine != _machine() or len(parts) != 3 or not parts[0].isdigit():
        return False
    return _started(int(parts[0])) != parts[1]


def _machine() -> str:
    """The host, and the space its process numbers are of: a container has its own."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{socket.gethostname()} {space}"


def _started(pid: int) -> str:
    """When a process began, in ticks since the machine did (Linux); empty when it does not run."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    # The third field is the state: a zombie has ended.
    return "" if fields[0] == "Z" else fields[19]
