"""Work that runs side by side ends together."""

from __future__ import annotations

import asyncio

import pytest

from messages.tasks import first_end


async def for_ever() -> None:
    await asyncio.Event().wait()


async def stubborn() -> None:
    """Loses its first cancellation, as `asyncio.wait_for` may."""
    try:
        await for_ever()
    except asyncio.CancelledError:
        await for_ever()


async def failing() -> None:
    raise ValueError("the first end")


async def test_the_first_end_is_raised_and_ends_the_others() -> None:
    async with asyncio.timeout(60):
        with pytest.raises(ValueError, match="the first end"):
            await first_end(for_ever(), failing(), stubborn())


async def test_a_cancellation_reaches_one_that_loses_it_once() -> None:
    going = asyncio.create_task(first_end(for_ever(), stubborn()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    going.cancel()
    async with asyncio.timeout(60):
        with pytest.raises(asyncio.CancelledError):
            await going
