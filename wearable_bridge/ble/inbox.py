"""What a device has told and nobody has taken yet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

HELD_AT_MOST = 256


class Inbox:
    """Bounded: the oldest go first, and `dropped` is called for each. Closed when the device is gone; what it told
    before is still taken."""

    def __init__(self, dropped: Callable[[], None]) -> None:
        self._held: deque[tuple[str, bytes]] = deque(maxlen=HELD_AT_MOST)
        self._news = asyncio.Event()
        self._closed = False
        self._dropped = dropped

    def put(self, number: str, value: bytes) -> None:
        """Of the characteristic with that number."""
        if len(self._held) == HELD_AT_MOST:
            self._dropped()
        self._held.append((number, value))
        self._news.set()

    def close(self) -> None:
        self._closed = True
        self._news.set()

    async def next(self, within_s: float) -> tuple[str, bytes] | None:
        """None when it is closed and empty. Raises TimeoutError when nothing comes."""
        async with asyncio.timeout(within_s):
            while not self._held:
                if self._closed:
                    return None
                self._news.clear()
                await self._news.wait()
        return self._held.popleft()
