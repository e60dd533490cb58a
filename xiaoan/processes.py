"""Starting and ending a child in a process group of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from pathlib import Path

from xiaoan.keeper import MARKER
from xiaoan.parts import Part

GRANDCHILDREN_PATIENCE_S = 1.0
POLL_S = 0.02


async def spawn(part: Part, log: Path, marker: str) -> Process:
    """Starts a part in a session of its own, its output appended to `log`. Raises OSError when it cannot be started."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", **part.environment, MARKER: marker}
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=environment,
            cwd=part.folder,
        )


async def spawn_keeper(marker: str) -> Process:
    """Starts the program that ends every marked process when this one is gone."""
    script = Path(__file__).with_name("keeper.py")
    environment = {name: value for name, value in os.environ.items() if name != MARKER}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-S", str(script), marker,
        stdin=asyncio.subprocess.PIPE, start_new_session=True, env=environment,
    )  # fmt: skip


def signal_group(group: int, which: signal.Signals) -> bool:
    """Sends a signal to a process group; False when nobody is left in it."""
    try:
        os.killpg(group, which)
    except ProcessLookupError:
        return False
    return True


async def end(process: Process, patience_s: float) -> bool:
    """SIGTERM to the group, after `patience_s` SIGKILL, and the same for grandchildren. False: it had to be killed."""
    signal_group(process.pid, signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), patience_s)
        polite = True
    except TimeoutError:
        polite = False
        signal_group(process.pid, signal.SIGKILL)
        await process.wait()
    await end_grandchildren(process.pid)
    return polite


async def end_grandchildren(group: int, patience_s: float = GRANDCHILDREN_PATIENCE_S) -> None:
    """Ends what is left in the group of a child that has ended."""
    polls = int(patience_s / POLL_S)
    for _ in range(polls):
        if not signal_group(group, signal.SIGTERM):
            return
        await asyncio.sleep(POLL_S)
    signal_group(group, signal.SIGKILL)


def exit_of(returncode: int) -> tuple[int | None, str | None]:
    """(exit code, signal name): one of them is None."""
    if returncode >= 0:
        return returncode, None
    try:
        return None, signal.Signals(-returncode).name
    except ValueError:
        return None, str(-returncode)
