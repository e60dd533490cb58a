"""Each way in which a connection can break, over a server that echoes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from xiaoan.chaos.line import Line

WITHIN_S = 20
SILENT_FOR_S = 0.3  # nothing may come meanwhile


class Peer:
    """A client of the line and what the far end has of it."""

    def __init__(self) -> None:
        self.far_ended = asyncio.Event()

    async def echo(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1000):
                writer.write(data)
                await writer.drain()
        self.far_ended.set()
        writer.close()

    async def connect(self, port: int) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        assert await self.says(b"hello")

    async def says(self, word: bytes) -> bool:
        """True when it comes back; False when the connection ended."""
        with suppress(OSError):
            self.writer.write(word)
            return await asyncio.wait_for(self.reader.read(1000), WITHIN_S) == word
        return False

    async def hears_nothing(self) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.reader.read(1000), SILENT_FOR_S)
            return False
        return True


@pytest.fixture
async def peer() -> Peer:
    return Peer()


@pytest.fixture
async def line(peer: Peer) -> AsyncIterator[Line]:
    server = await asyncio.start_server(peer.echo, "127.0.0.1", 0)
    opened = Line(server.sockets[0].getsockname()[1])
    await opened.open()
    await peer.connect(opened.port)
    yield opened
    await opened.close()
    peer.writer.close()
    server.close()


@pytest.mark.parametrize("how", ["drop", "reset"])
async def test_a_cut_is_told_to_both_sides_and_a_new_connection_passes(line: Line, peer: Peer, how: str) -> None:
    assert line.live == 1
    assert getattr(line, how)() == 1
    assert not await peer.says(b"lost")
    await asyncio.wait_for(peer.far_ended.wait(), WITHIN_S)
    assert getattr(line, how)() == 0
    await peer.connect(line.port)
    assert await line.wait_live(WITHIN_S)


async def test_a_client_that_is_left_alone_is_told_nothing(line: Line, peer: Peer) -> None:
    assert line.leave_client() == 1
    await asyncio.wait_for(peer.far_ended.wait(), WITHIN_S)
    peer.writer.write(b"into the void")
    assert await peer.hears_nothing()
    assert line.live == 0
    await peer.connect(line.port)  # a new one passes


async def test_a_broker_that_is_left_alone_is_told_nothing(line: Line, peer: Peer) -> None:
    assert line.leave_broker() == 1
    assert not await peer.says(b"lost")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(peer.far_ended.wait(), SILENT_FOR_S)


async def test_a_stall_holds_everything_back_and_loses_nothing(line: Line, peer: Peer) -> None:
    assert line.stall() == 1
    peer.writer.write(b"late")
    assert await peer.hears_nothing()
    line.restore()
    assert await asyncio.wait_for(peer.reader.read(1000), WITHIN_S) == b"late"


async def test_a_slow_line_passes_everything(line: Line, peer: Peer) -> None:
    assert line.throttle(1000) == 1
    began = asyncio.get_running_loop().time()
    peer.writer.write(b"x" * 200)
    assert await asyncio.wait_for(peer.reader.readexactly(200), WITHIN_S) == b"x" * 200
    assert asyncio.get_running_loop().time() - began >= 0.2
    line.restore()


async def test_without_a_broker_a_client_is_refused(line: Line, peer: Peer) -> None:
    dead = Line(1)
    await dead.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", dead.port)
    with suppress(ConnectionResetError):
        assert await asyncio.wait_for(reader.read(10), WITHIN_S) == b""
    writer.close()
    await dead.close()
