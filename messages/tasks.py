"""Waiting for one of several things."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable


async def first_end(*works: Awaitable[None]) -> None:
    """Runs all until one ends, ends the others, and raises what that one raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def wait_at_most(event: asyncio.Event, seconds: float) -> bool:
    """True when the event was set in time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
