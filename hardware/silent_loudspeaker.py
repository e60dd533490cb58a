"""The loudspeaker of a machine without a sound card."""

from __future__ import annotations

import asyncio

from hardware.ports import Sound


class SilentLoudspeaker:
    """Takes as long as the sound lasts, so that turns keep their timing; plays nothing."""

    def __init__(self, pace: float = 1.0) -> None:
        """`pace` 10 takes a tenth of the sound's time, 0 none: for demonstrations and tests."""
        self._pace = pace
        self._one_at_a_time = asyncio.Lock()
        self._stopped = asyncio.Event()

    async def play(self, sound: Sound, volume_percent: int) -> None:
        async with self._one_at_a_time:
            self._stopped.clear()
            lasts_s = sound.seconds / self._pace if self._pace else 0.0
            await lasting(lasts_s, self._stopped)

    def stop(self) -> None:
        self._stopped.set()


async def lasting(seconds: float, stopped: asyncio.Event) -> None:
    """Returns after so many seconds, or as soon as `stopped` is set."""
    try:
        async with asyncio.timeout(seconds):
            await stopped.wait()
    except TimeoutError:
        return
