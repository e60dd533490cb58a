"""One watch's TCP connection: bytes in, frames to the port, answers out."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Protocol

from wearable_bridge.elder_watch.frames import Frame, FrameReader
from wearable_bridge.elder_watch.register import Registered

UNSENT_AT_MOST_BYTES = 16_384  # a watch that does not read its answers is cut off
READ_AT_ONCE_BYTES = 16_384


class Listener(Protocol):
    """What a connection reports to."""

    refused: Counter[str]

    def opened(self, connection: Connection) -> None:
        """A watch has dialled."""
        ...

    def received(self, connection: Connection, frames: list[Frame], size: int) -> None:
        """`size` bytes have come, and these frames are complete with them."""
        ...

    def closed(self, connection: Connection) -> None:
        """It is over."""
        ...


class Connection(asyncio.BufferedProtocol):
    """All connections of a port read into one `shared` buffer, one after the other: an idle one costs little."""

    __slots__ = ("_listener", "_reader", "_shared", "_transport", "bytes_in_window", "heard_at", "watch", "window_from")

    def __init__(self, listener: Listener, shared: memoryview) -> None:
        self._listener = listener
        self._shared = shared
        self._reader = FrameReader(listener.refused)
        self._transport: asyncio.Transport | None = None
        self.watch: Registered | None = None  # whose it is, once a frame has said so
        self.heard_at = 0.0  # by the loop's clock
        self.window_from = 0.0
        self.bytes_in_window = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):  # of a TCP server it always is one
            self._transport = transport
            self._listener.opened(self)

    def get_buffer(self, _sizehint: int) -> memoryview:
        return self._shared

    def buffer_updated(self, nbytes: int) -> None:
        if self._transport is not None:
            self._listener.received(self, self._reader.feed(bytes(self._shared[:nbytes])), nbytes)

    def connection_lost(self, _reason: Exception | None) -> None:
        self._transport = None
        self._listener.closed(self)

    def send(self, data: bytes) -> bool:
        """False when the connection is over, or ends now because the watch does not read."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._transport.get_write_buffer_size() > UNSENT_AT_MOST_BYTES:
            self._listener.refused["does_not_read"] += 1
            self._transport.abort()
            return False
        self._transport.write(data)
        return True

    def close(self) -> None:
        """Ends it; nothing that still comes is looked at."""
        transport, self._transport = self._transport, None
        if transport is None:
            return
        if transport.get_write_buffer_size():
            transport.abort()  # it does not read: nothing more is waited for
        else:
            transport.close()
        self._listener.closed(self)

    @property
    def is_open(self) -> bool:
        return self._transport is not None
