"""The home page's HTTP API and WebSocket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Annotated, Protocol

import structlog
from fastapi import FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, BeforeValidator, Field

from assistant.page.device_token import DeviceToken, guard
from assistant.page.feed import Feed
from assistant.speaker.turn import Turn
from hardware.broadcast_loudspeaker import BroadcastLoudspeaker
from hardware.queue_microphone import QueueMicrophone

LONGEST_TEXT = 10_000


def writable(text: object) -> object:
    """The text without lone surrogates: JSON may hold them, and nothing that is stored or sent on can."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


class Typed(BaseModel):
    """A typed utterance."""

    text: Annotated[str, BeforeValidator(writable), Field(max_length=LONGEST_TEXT)]


class PageButton(Protocol):
    """The page's help button; see hardware.page_hands."""

    def press(self) -> None: ...
    def release(self) -> None: ...


@dataclass(frozen=True)
class PageServices:
    """What the page needs of the speaker."""

    turn: Callable[[str], Awaitable[Turn]]
    hear: Callable[[QueueMicrophone, bool], Awaitable[None]]  # microphone, and whether the button is held
    hush: Callable[[], None]
    button: PageButton
    light: Callable[[], str]
    music: Callable[[int], Path | None]  # the piece of that number among those to be played
    health: Callable[[], Awaitable[Mapping[str, object]]]
    words: Callable[[], Mapping[str, object]]
    hosts: tuple[str, ...]  # the names a browser may reach the page by; ("*",) when a token guards it
    token: DeviceToken
    feed: Feed
    loudspeaker: BroadcastLoudspeaker


def same_origin(origin: str | None, host: str | None) -> bool:
    """True for a page of ours; another site's page may not press the button. No origin: not a browser."""
    return origin is None or (host is not None and origin in (f"http://{host}", f"https://{host}"))


def create_page(services: PageServices) -> FastAPI:
    """The page as an application. Requests by another host name than `hosts` are refused (DNS rebinding)."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(services.hosts))
    guard(app, services.token)
    folder = resources.files("assistant.page").joinpath("static")

    @app.get("/")
    async def index() -> FileResponse:
        return FileResponse(str(folder.joinpath("index.html")))

    @app.get("/health")
    async def health() -> Mapping[str, object]:
        return await services.health()

    @app.get("/api/words")
    async def words() -> Mapping[str, object]:
        return services.words()

    @app.get("/media/{number}")
    async def media(number: int) -> FileResponse:
        piece = services.music(number)
        if piece is None:
            raise HTTPException(404, "nothing of that number is being played")
        return FileResponse(piece)

    @app.post("/api/say")
    async def say(typed: Typed, request: Request) -> dict[str, object]:
        if not same_origin(request.headers.get("origin"), request.headers.get("host")):
            raise HTTPException(403, "this page may not speak for the resident")
        if not typed.text.strip():
            raise HTTPException(422, "text is blank: give something to say")
        started = time.monotonic()
        turn = await services.turn(typed.text.strip())
        return {
            "heard": turn.heard,
            "intent": turn.intent,
            "replies": list(turn.replies),
            "expects_answer": turn.expects_answer,
            "ms": round((time.monotonic() - started) * 1000, 1),
        }

    @app.websocket("/ws")
    async def ws(socket: WebSocket) -> None:
        ours = same_origin(socket.headers.get("origin"), socket.headers.get("host"))
        if not ours or not services.token.allows(socket.cookies):
            await socket.close(1008)
            return
        await socket.accept()
        await _Client(socket, services).run()

    app.mount("/static", StaticFiles(directory=str(folder)), name="static")
    return app


class _Client:
    """One open page."""

    def __init__(self, socket: WebSocket, services: PageServices) -> None:
        self._socket, self._services = socket, services
        self._microphone: QueueMicrophone | None = None
        self._pressing = False
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                showing = [tasks.create_task(self._show()), tasks.create_task(self._sound())]
                await self._read(tasks)
                for task in showing:
                    task.cancel()
        except* (WebSocketDisconnect, RuntimeError) as gone:  # starlette raises RuntimeError on a closed socket
            structlog.get_logger().info("a page has gone", reasons=len(gone.exceptions))
        finally:
            self._let_go()

    async def _read(self, tasks: asyncio.TaskGroup) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                self._let_go()
                return
            if message.get("bytes") is not None:
                if self._microphone is not None:
                    self._microphone.push(message["bytes"])
            elif message.get("text") is not None:
                self._command(message["text"], tasks)

    def _command(self, text: str, tasks: asyncio.TaskGroup) -> None:
        try:
            command = json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            return
        match command:
            case {"type": "hold"}:
                self._services.hush()
                self._open_microphone(tasks, held=True)
            case {"type": "listen"}:
                self._open_microphone(tasks, held=False)
            case {"type": "release"}:
                self._close_microphone()
            case {"type": "text", "text": str(said)} if said.strip():
                tasks.create_task(self._say(str(writable(said[:LONGEST_TEXT].strip()))))
            case {"type": "button", "down": True}:
                self._pressing = True
                self._services.button.press()
            case {"type": "button", "down": False}:
                self._release()
            case _:
                structlog.get_logger().warning("the page sent something unknown")

    def _open_microphone(self, tasks: asyncio.TaskGroup, held: bool) -> None:
        """The browser's microphone: held like a button, or left open in the room, where the wake word is needed."""
        self._close_microphone()
        self._microphone = QueueMicrophone()
        tasks.create_task(self._hear(self._microphone, held))

    def _let_go(self) -> None:
        """The page has gone: what was being said is over, and a finger on its button holds nothing any more."""
        self._close_microphone()
        self._release()

    def _release(self) -> None:
        if self._pressing:
            self._pressing = False
            self._services.button.release()

    def _close_microphone(self) -> None:
        if self._microphone is not None:
            self._microphone.end()
            self._microphone = None

    async def _hear(self, microphone: QueueMicrophone, held: bool) -> None:
        await self._services.hear(microphone, held)

    async def _say(self, text: str) -> None:
        turn = await self._services.turn(text)
        self._services.feed.publish("heard", text=turn.shown)

    async def _show(self) -> None:
        with self._services.feed.subscribe() as messages:
            await self._send_text({"type": "light", "state": self._services.light()})
            while True:
                await self._send_text(await messages.get())

    async def _sound(self) -> None:
        async with self._services.loudspeaker.subscribe() as sounds:
            while True:
                sound = await sounds.get()
                if sound is None:
                    await self._send_text({"type": "stop"})
                    continue
                async with self._sending:
                    await self._socket.send_bytes(sound)

    async def _send_text(self, message: dict[str, str]) -> None:
        async with self._sending:
            await self._socket.send_text(json.dumps(message, ensure_ascii=False))
