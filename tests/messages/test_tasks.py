"""Work that runs side by side ends together."""

from __future__ import annotations

import asyncio

import pytest

from messages.tasks import first_end, wait_at_most


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


async def test_a_wait_tells_whether_the_event_was_set_in_time() -> None:
    event = asyncio.Event()
    assert not await wait_at_most(event, 0.01)
    event.set()
    assert await wait_at_most(event, 60)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
async def test_a_wait_loses_no_cancellation_that_comes_about_when_its_event_does(turns: int) -> None:
    event = asyncio.Event()
    waiting = asyncio.create_task(wait_at_most(event, 60))
    await asyncio.sleep(0)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    taken = waiting.cancel()
    (ended,) = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError) is taken
