"""Waiting for one of several things."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

CANCEL_AGAIN_S = 0.5


async def first_end(*works: Awaitable[None]) -> None:
    """Runs all until one ends, ends the others, and raises what that one raised.

    A task is cancelled again until it has ended: before Python 3.12 `asyncio.wait_for` loses a cancellation that comes
    in the moment in which what it waits for is there, and the task goes on.
    """
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        while going := [task for task in tasks if not task.done()]:
            for task in going:
                task.cancel()
            await asyncio.wait(going, timeout=CANCEL_AGAIN_S)
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def wait_at_most(event: asyncio.Event, seconds: float) -> bool:
    """True when the event was set in time. Loses no cancellation, as `asyncio.wait_for` may."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
