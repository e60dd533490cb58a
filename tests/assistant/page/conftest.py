"""The home page over real HTTP and WebSockets, with a speaker behind it that records."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from assistant.page.api import PageServices, create_page
from assistant.page.device_token import DeviceToken
from assistant.page.feed import Feed
from assistant.speaker.attention import Addressed
from assistant.speaker.turn import Turn
from hardware.broadcast_loudspeaker import BroadcastLoudspeaker
from hardware.page_hands import PageButton
from hardware.queue_microphone import QueueMicrophone
from hardware.silent_loudspeaker import SilentLoudspeaker
from tests.ports import free_port
from tests.rasa_server import served

WAIT_S = 60.0
HOLD_CANCELS_S = 2.0  # what is let go at once is let go much sooner, on a busy machine too


class RecordingSpeaker:
    """Keeps what the page asked for. `done` is notified after each of them."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.loudspeaker = BroadcastLoudspeaker(SilentLoudspeaker(pace=0))
        self.button = PageButton(HOLD_CANCELS_S)
        self.calls: list[str] = []
        self.utterances: list[int] = []  # samples of each utterance that has ended
        self._news = asyncio.Condition()
        self.button.on_press(lambda: self._note("press"))
        self.button.on_hold(lambda: self._note("cancel"))

    async def turn(self, text: str) -> Turn:
        self._note(f"turn {text}")
        return Turn(text, "greet", ("好。",), False, Addressed.HELD)

    async def hear(self, microphone: QueueMicrophone, held: bool) -> None:
        self._note("held" if held else "listening")
        count = 0
        async for frame in microphone.frames():
            count += len(frame)
        self.utterances.append(count)
        self._note("ended")

    async def health(self) -> dict[str, object]:
        return {"ready": False, "sos_ready": True}

    async def until(self, met: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S), self._news:
            await self._news.wait_for(met)

    def _note(self, call: str) -> None:
        self.calls.append(call)
        asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


class Page:
    """One open WebSocket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def shown(self, kind: str) -> dict[str, Any]:
        """The next message of a kind."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self.socket.recv()
                if isinstance(message, str) and json.loads(message)["type"] == kind:
                    content: dict[str, Any] = json.loads(message)
                    return content

    async def sound(self) -> bytes:
        """The next sound."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self.socket.recv()
                if isinstance(message, bytes):
                    return message


class Site:
    """The served page."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url, self.http = url, http
        self.host = url.removeprefix("http://")

    @asynccontextmanager
    async def open(self, **headers: str) -> AsyncIterator[Page]:
        """A page that has been shown the light, so that it is subscribed."""
        async with connect(f"ws://{self.host}/ws", additional_headers=headers) as socket:
            page = Page(socket)
            await page.shown("light")
            yield page


@pytest.fixture
async def speaker() -> RecordingSpeaker:
    return RecordingSpeaker()


@pytest.fixture
async def site(speaker: RecordingSpeaker) -> AsyncIterator[Site]:
    services = PageServices(
        turn=speaker.turn,
        hear=speaker.hear,
        hush=lambda: speaker.calls.append("hush"),
        button=speaker.button,
        light=lambda: "idle",
        music=lambda number: None,
        token=DeviceToken(None),
        health=speaker.health,
        words=lambda: {"title": "小安", "hold_cancels_s": HOLD_CANCELS_S},
        hosts=("127.0.0.1", "localhost"),
        feed=speaker.feed,
        loudspeaker=speaker.loudspeaker,
    )
    async with served(create_page(services), free_port()) as url, httpx.AsyncClient(base_url=url) as http:
        yield Site(url, http)
