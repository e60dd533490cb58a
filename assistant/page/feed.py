"""What the page's clients are shown: partial transcripts, what was heard and said, the light."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

QUEUE_LENGTH = 200  # a client that reads slower loses the oldest lines


class Feed:
    """Hands each message to every subscriber. Call from the loop only."""

    def __init__(self) -> None:
        self._subscribers: set[asyncio.Queue[dict[str, str]]] = set()

    def publish(self, kind: str, **fields: str) -> None:
        """Shows {"type": kind, …} to all."""
        for queue in self._subscribers:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"type": kind, **fields})

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[dict[str, str]]]:
        """A queue of messages for as long as the context lasts."""
        queue: asyncio.Queue[dict[str, str]] = asyncio.Queue(QUEUE_LENGTH)
        self._subscribers.add(queue)
        try:
            yield queue
        finally:
            self._subscribers.discard(queue)
