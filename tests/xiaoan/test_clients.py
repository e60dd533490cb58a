"""The clients of the demonstration and the benches talk to this machine, whatever proxy the environment names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from xiaoan.clients.home import open_home
from xiaoan.clients.station import open_station

NOBODY = "http://127.0.0.1:9"
ALERTS = '{"alerts": []}'


@pytest.fixture
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that does not answer, and no exception for loopback."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, NOBODY)
        monkeypatch.setenv(name.upper(), NOBODY)
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def pages() -> AsyncIterator[Server]:
    """A station without alerts, and the WebSocket of a home."""

    async def hear(page: ServerConnection) -> None:
        async for _ in page:
            pass

    def answer(page: ServerConnection, request: Request) -> Response | None:
        return None if request.path == "/ws" else page.respond(200, ALERTS)

    async with serve(hear, "127.0.0.1", 0, process_request=answer) as server:
        yield server


@pytest.mark.usefixtures("behind_a_proxy")
async def test_a_proxy_is_not_asked_for_what_is_on_this_machine(pages: Server) -> None:
    port = next(iter(pages.sockets)).getsockname()[1]
    async with asyncio.timeout(60), open_station(port) as station, open_home(port) as home:
        assert await station.alerts() == []
        assert await home.health() == {"alerts": []}
