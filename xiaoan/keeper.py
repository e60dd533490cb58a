"""Ends what a supervisor started when the supervisor itself is gone, however it went.

Every process under a supervisor carries MARKER=<its data folder> in its environment, which children inherit. Run as a
program (standard library only: `python -I -S keeper.py VALUE`), it waits for the end of its input, which comes when the
supervisor ends or is killed, and then ends whatever still carries the marker.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

MARKER = "XIAOAN_UNDER"
PATIENCE_S = 10.0


def marked(value: str) -> list[int]:
    """Process ids, other than this one, that carry the marker with this value and have not ended."""
    wanted = os.fsencode(f"{MARKER}={value}")
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or not ours
            continue
        if wanted in environment:
            found.append(int(folder.name))
    return found


def sweep(value: str, patience_s: float = PATIENCE_S) -> int:
    """Ends all marked processes, first politely; returns how many there were."""
    first = marked(value)
    _send(first, signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    left = first
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = marked(value)
    _send(left, signal.SIGKILL)
    return len(first)


def _send(pids: list[int], which: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, which)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    sys.stdin.buffer.read()
    sweep(sys.argv[1])
