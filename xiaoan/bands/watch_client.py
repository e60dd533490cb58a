"""A cellular watch as its server sees it: one TCP connection that speaks the maker's frames."""

from __future__ import annotations

import asyncio
from collections import Counter

from wearable_bridge.elder_watch.decode import ACKNOWLEDGED
from wearable_bridge.elder_watch.frames import Frame, FrameReader, frame_bytes

ANSWERS_TO_MEASURING = {"hrtstart,1": "bphrt,124,76,71,,,,", "bodytemp2": "btemp2,1,36.40"}


class WatchClient(asyncio.Protocol):
    """Made by `dial`. What the server orders is acknowledged, and measured where it asks for a measurement."""

    def __init__(self, number: str, maker: str = "3G", index: str | None = None) -> None:
        self.number = number
        self._maker = maker
        self._index = index
        self._reader = FrameReader(Counter())
        self._transport: asyncio.Transport | None = None
        self._awaited: dict[str, asyncio.Future[Frame]] = {}
        self.ended = asyncio.get_running_loop().create_future()
        self.orders: list[bytes] = []  # contents, in the order in which they came
        self.ordered = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def connection_lost(self, _reason: Exception | None) -> None:
        self._transport = None
        if not self.ended.done():
            self.ended.set_result(None)
        for waiting in self._awaited.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError("the server has hung up"))
        self._awaited.clear()

    def data_received(self, data: bytes) -> None:
        for frame in self._reader.feed(data):
            waiting = self._awaited.pop(frame.command.upper(), None)
            if waiting is None:
                self._obey(frame)  # or the answer to something that nobody waited for
            elif not waiting.done():
                waiting.set_result(frame)

    def write(self, data: bytes) -> None:
        """Raw bytes. Raises ConnectionResetError when the connection is over."""
        if self._transport is None:
            raise ConnectionResetError("the server has hung up")
        self._transport.write(data)

    def send(self, content: bytes) -> None:
        """One frame. Raises ConnectionResetError when the connection is over."""
        self.write(frame_bytes(self._maker, self.number, self._index, content))

    async def say(self, content: str, within_s: float) -> Frame:
        """Sends, and waits for the answer, which begins with the same word. Raises TimeoutError or OSError."""
        word = content.partition(",")[0].upper()
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._awaited[word] = waiting
        try:
            self.send(content.encode())
            async with asyncio.timeout(within_s):  # wait_for would lose a cancellation that comes with the answer
                return await waiting
        finally:
            self._awaited.pop(word, None)

    def hang_up(self) -> None:
        """Ends the connection."""
        if self._transport is not None:
            self._transport.close()

    def _obey(self, frame: Frame) -> None:
        if frame.command.upper() not in ACKNOWLEDGED:
            return
        self.orders.append(frame.content)
        self.ordered.set()
        self.send(frame.command.encode())
        measured = ANSWERS_TO_MEASURING.get(frame.content.decode("ascii", errors="replace"))
        if measured is not None:
            self.send(measured.encode())


async def dial(number: str, host: str, port: int, maker: str = "3G", index: str | None = None) -> WatchClient:
    """Raises OSError when nobody listens there."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(lambda: WatchClient(number, maker, index), host, port)
    return client
