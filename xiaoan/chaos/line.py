"""A TCP line between one client and the broker that can be dropped, reset, left half open, stalled and throttled."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress

CHUNK_BYTES = 16_384
SLICE_S = 0.1
_AT_ONCE = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Connection:
    """One client's connection with the one to the broker behind it."""

    def __init__(self, client: asyncio.StreamWriter, broker: asyncio.StreamWriter) -> None:
        self.client, self.broker = client, broker
        self.deaf = False  # what comes is swallowed, and nobody is told that the other side has gone


class Line:
    """Listens on a port of its own. Everything is called in the loop that runs it."""

    def __init__(self, broker_port: int) -> None:
        self.port = 0
        self._broker_port = broker_port
        self._server: asyncio.Server | None = None
        self._connections: set[_Connection] = set()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._bytes_per_s = 0.0
        self._news = asyncio.Event()

    async def open(self) -> None:
        """Begins to listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Ends every connection and listens no more."""
        self.restore()
        for each in tuple(self._connections):
            each.client.transport.abort()
            each.broker.transport.abort()
        if self._server is not None:
            self._server.close()

    @property
    def live(self) -> int:
        """How many connections pass something in both directions."""
        return len(self._passing())

    async def wait_live(self, within_s: float) -> bool:
        """True as soon as there is a connection."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not self.live:
                    self._news.clear()
                    await self._news.wait()
        return self.live > 0

    def drop(self) -> int:
        """Both sides are told in an orderly way. All of these return how many connections were hit."""
        hit = self._passing()
        for each in hit:
            each.client.close()
            each.broker.close()
        return len(hit)

    def reset(self) -> int:
        """Both sides get a RST."""
        hit = self._passing()
        for each in hit:
            _reset(each.client)
            _reset(each.broker)
        return len(hit)

    def leave_client(self) -> int:
        """The broker's side goes; the client's stays open, and nothing it sends arrives anywhere."""
        hit = self._passing()
        for each in hit:
            each.deaf = True
            _reset(each.broker)
        return len(hit)

    def leave_broker(self) -> int:
        """The client's side goes; the broker keeps a connection on which nobody answers."""
        hit = self._passing()
        for each in hit:
            each.deaf = True
            _reset(each.client)
        return len(hit)

    def stall(self) -> int:
        """Nothing passes until `restore`; then everything does."""
        self._flowing.clear()
        return self.live

    def throttle(self, bytes_per_s: float) -> int:
        """Slow until `restore`."""
        self._bytes_per_s = bytes_per_s
        return self.live

    def restore(self) -> None:
        """The line is as it should be; what was cut stays cut."""
        self._bytes_per_s = 0.0
        self._flowing.set()

    def _passing(self) -> list[_Connection]:
        return [each for each in self._connections if not each.deaf]

    async def _serve(self, from_client: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            from_broker, broker = await asyncio.open_connection("127.0.0.1", self._broker_port)
        except OSError:
            _reset(client)
            return
        for writer in (client, broker):
            writer.get_extra_info("socket").setsockopt(*_AT_ONCE)
        connection = _Connection(client, broker)
        self._connections.add(connection)
        self._news.set()
        try:
            await asyncio.gather(
                self._pass(connection, from_client, client, broker), self._pass(connection, from_broker, broker, client)
            )
        finally:
            self._connections.discard(connection)

    async def _pass(
        self,
        connection: _Connection,
        reader: asyncio.StreamReader,
        own: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
    ) -> None:
        """One direction, until its source ends."""
        try:
            while data := await reader.read(CHUNK_BYTES):
                while data:
                    piece, data = await self._next_piece(data)
                    if not connection.deaf:
                        other.write(piece)
                        await other.drain()
        except OSError:
            pass
        finally:
            own.transport.abort()
            if not connection.deaf:
                other.close()

    async def _next_piece(self, data: bytes) -> tuple[bytes, bytes]:
        """What may pass now, and the rest."""
        await self._flowing.wait()
        if not self._bytes_per_s:
            return data, b""
        await asyncio.sleep(SLICE_S)
        size = max(1, int(self._bytes_per_s * SLICE_S))
        return data[:size], data[size:]


def _reset(writer: asyncio.StreamWriter) -> None:
    opened = writer.get_extra_info("socket")
    if opened is not None and opened.fileno() >= 0:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    writer.transport.abort()
