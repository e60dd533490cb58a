"""What a home and a worker have in common: a program behind a line, kept running with whatever clock."""

from __future__ import annotations

import asyncio
from typing import Protocol

from xiaoan.chaos.line import Line
from xiaoan.chaos.program import Program

PAUSE_S = 0.2  # after an end by itself


class Actor(Protocol):
    """A program that is started again after each end."""

    line: Line
    program: Program
    offset_s: float  # of its clock, from its next start on
    down_s: float  # the pause before its next start

    async def start(self) -> None:
        """Starts it and returns at once."""
        ...

    async def ended(self) -> None:
        """Returns when it has ended and everything it said was read."""
        ...

    async def end(self) -> None:
        """In an orderly way."""
        ...


async def keep_running(actor: Actor) -> None:
    """Until cancelled."""
    while True:
        await actor.start()
        await actor.ended()
        pause_s, actor.down_s = actor.down_s, PAUSE_S
        await asyncio.sleep(pause_s)
