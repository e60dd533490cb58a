"""The broker and the database under the blows: down for a while, and up again."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Callable
from typing import Protocol

from messages.errors import BrokerError
from xiaoan.errors import LocalServerError

UP_WITHIN_S = 60.0
TRY_AGAIN_S = 0.2
_BELOW_OUTGOING = range(20_000, 30_000)  # a client's own port is never one of these (Linux: 32768 and up)


class Stoppable(Protocol):
    """A local server; blocking."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class Server:
    """One blow after the other: the next one waits until it is up again."""

    def __init__(self, server: Stoppable) -> None:
        self._server = server
        self._turn = asyncio.Lock()

    async def kill(self, down_s: float) -> None:
        """kill -9, and a start after the pause. Raises LocalServerError or BrokerError when it does not come up."""
        await self._down(self._server.kill, down_s)

    async def stop(self, down_s: float) -> None:
        """An orderly end, and a start after the pause. Raises as `kill`."""
        await self._down(self._server.stop, down_s)

    async def _down(self, how: Callable[[], None], down_s: float) -> None:
        async with self._turn:
            await asyncio.to_thread(how)
            await asyncio.sleep(down_s)
            await self._up()

    async def _up(self) -> None:
        """What was killed may hold its port or its memory for a moment longer."""
        deadline = time.monotonic() + UP_WITHIN_S
        while True:
            try:
                await asyncio.to_thread(self._server.start)
            except (BrokerError, LocalServerError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(TRY_AGAIN_S)
            else:
                return


def quiet_port() -> int:
    """A free port that no outgoing connection can be given while the server is down."""
    while True:
        port = random.choice(_BELOW_OUTGOING)  # noqa: S311
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
