"""The source of the watches on a free port, and what it gives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from config.elder_watch import ElderWatchSettings, WatchEntry
from messages.clock import SystemClock
from tests.ports import free_port
from wearable_bridge.elder_watch.register import register_of
from wearable_bridge.elder_watch.source import ElderWatches
from wearable_bridge.ports import Observation
from xiaoan.bands.watch_client import WatchClient, dial

T = TypeVar("T")
WITHIN_S = 60.0
NUMBERS = {"wang": "1234567890", "li": "1234567891"}


def settings_with(**changes: object) -> ElderWatchSettings:
    """A watch each for wang and li."""
    entries = tuple(WatchEntry(name=f"watch-{who}", number=number, resident=who) for who, number in NUMBERS.items())
    return ElderWatchSettings.model_validate({"enabled": True, "port": free_port(), "watches": entries, **changes})


class Stand:
    """A source at work. `taken` is what it gave, in order; nothing is given while `hold` is set."""

    def __init__(self, settings: ElderWatchSettings) -> None:
        self.settings = settings
        self.source = ElderWatches(settings, register_of(settings.watches, list(NUMBERS)), SystemClock())
        self.taken: list[Observation] = []
        self.may_take = asyncio.Event()
        self.may_take.set()
        self._changed = asyncio.Event()

    async def work(self) -> None:
        async for observation in self.source.readings():
            await self.may_take.wait()  # as a disk that takes nothing now
            self.taken.append(observation)
            self._changed.set()

    async def dial(self, who: str = "wang", **options: str) -> WatchClient:
        return await dial(NUMBERS.get(who, who), self.settings.host, self.settings.port, **options)

    async def wait_for(self, kind: type[T], wanted: Callable[[T], bool] = lambda _: True) -> T:
        """The first of that kind, now or when it comes."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                found = next((each for each in self.taken if isinstance(each, kind) and wanted(each)), None)
                if found is not None:
                    return found
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def standing(**changes: object) -> AsyncIterator[Stand]:
    stand = Stand(settings_with(**changes))
    task = asyncio.create_task(stand.work())
    try:
        await asyncio.wait_for(stand.source.listening.wait(), WITHIN_S)
        yield stand
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def hung_up(client: WatchClient) -> None:
    """Returns when the server has ended the connection."""
    await asyncio.wait_for(asyncio.shield(client.ended), WITHIN_S)
