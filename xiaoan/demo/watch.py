"""The watch that the demonstration's resident wears: a real TCP client of the bridge's port, in the maker's frames."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from xiaoan.bands.contents import heartbeat
from xiaoan.bands.watch_client import WatchClient, dial
from xiaoan.errors import XiaoanError

NUMBER = "1234567890"
MEASURES_EVERY_S = 0.2  # a real one every ten minutes; the script's rules look as much more often
ANSWERED_WITHIN_S = 10.0
STEPS, BATTERY_PERCENT = 1200, 80


@asynccontextmanager
async def watch_at_rest(port: int, bpm: int, patience: float = 1.0) -> AsyncIterator[None]:
    """A wearer who sits still with this pulse, for as long as the context lasts. Raises XiaoanError.

    `patience`: how many times as long as promised an answer may take.
    """
    try:
        watch = await dial(NUMBER, "127.0.0.1", port)
    except OSError as error:
        raise XiaoanError(f"the bridge does not answer watches on port {port}: {error}") from error
    measuring = asyncio.create_task(_measure(watch, bpm, ANSWERED_WITHIN_S * patience))
    try:
        yield
        if measuring.done():
            raise XiaoanError("the watch was not answered") from measuring.exception()
    finally:
        measuring.cancel()
        with suppress(asyncio.CancelledError, OSError):
            await measuring
        watch.hang_up()


async def _measure(watch: WatchClient, bpm: int, within_s: float) -> None:
    """Raises OSError (TimeoutError is one) when the bridge does not answer."""
    while True:
        await watch.say(heartbeat(STEPS, BATTERY_PERCENT), within_s)
        await watch.say(f"bphrt,126,78,{bpm},,,,", within_s)
        await asyncio.sleep(MEASURES_EVERY_S)
