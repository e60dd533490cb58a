"""A page of the home, opened by a program: it speaks into the microphone and hears what is said."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, Sound
from xiaoan.errors import XiaoanError

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ
AUDIBLE = 500  # of 32,767: quieter is the silence around speech


class HomeClientError(XiaoanError):
    """The home does not answer, or did not say what was waited for. The text says which."""


@dataclass(frozen=True)
class Happening:
    """Something the page was sent. `at` is monotonic; kind is partial, heard, said, light, stop or sound."""

    kind: str
    text: str
    at: float


class HomeClient:
    """An open page. Room mode: the microphone is always open, and the wake word is needed."""

    def __init__(self, socket: ClientConnection, http: httpx.AsyncClient) -> None:
        self._socket, self._http = socket, http
        self._to_speak: asyncio.Queue[Pcm] = asyncio.Queue()
        self.happenings: list[Happening] = []
        self._arrived = asyncio.Condition()
        self._gone = asyncio.Event()

    async def type(self, text: str) -> dict[str, object]:
        """One typed turn; the answer of POST /api/say."""
        answer = await self._http.post("/api/say", json={"text": text})
        answer.raise_for_status()
        content: dict[str, object] = answer.json()
        return content

    async def health(self) -> dict[str, object]:
        """GET /health."""
        answer = await self._http.get("/health")
        content: dict[str, object] = answer.json()
        return content

    async def speak(self, sound: Sound) -> float:
        """Says a 16 kHz sound into the room in real time; returns the monotonic time at which its speech ended."""
        if sound.rate_hz != SAMPLE_RATE_HZ:
            raise ValueError(f"{sound.rate_hz} Hz: the page's microphone takes {SAMPLE_RATE_HZ} Hz")
        voiced = np.flatnonzero(np.abs(sound.pcm) > AUDIBLE)
        last = int(voiced[-1]) + 1 if len(voiced) else len(sound.pcm)
        padded = np.pad(sound.pcm[:last], (0, -last % FRAME_SAMPLES))
        for start in range(0, len(padded), FRAME_SAMPLES):
            self._to_speak.put_nowait(padded[start : start + FRAME_SAMPLES])
        await self._unless_gone(self._to_speak.join())
        return time.monotonic()

    def mark(self) -> int:
        """A place in `happenings`, to wait for what comes after it."""
        return len(self.happenings)

    async def wait_for(
        self, what: str, matches: Callable[[Happening], bool], since: int, timeout_s: float
    ) -> Happening:
        """The first happening after `since` that matches. Raises HomeClientError naming `what` was waited for."""
        seen = since
        try:
            async with asyncio.timeout(timeout_s), self._arrived:
                while True:
                    while seen < len(self.happenings):
                        seen += 1
                        if matches(self.happenings[seen - 1]):
                            return self.happenings[seen - 1]
                    await self._arrived.wait()
        except TimeoutError:
            said = [f"{each.kind}:{each.text}" for each in self.happenings[since:] if each.kind != "partial"]
            raise HomeClientError(f"waited {timeout_s:.0f} s for {what}; what came instead: {said}") from None

    async def said(self, part: str, since: int, timeout_s: float) -> Happening:
        """The first thing said after `since` that holds `part`."""
        return await self.wait_for(
            f"the voice to say …{part}…", lambda each: each.kind == "said" and part in each.text, since, timeout_s
        )

    async def _unless_gone(self, work: Coroutine[Any, Any, None]) -> None:
        """Waits for `work`. Raises HomeClientError when the home is gone before."""
        working = asyncio.ensure_future(work)
        gone = asyncio.ensure_future(self._gone.wait())
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        if not working.done():
            working.cancel()
            raise HomeClientError("the home has gone")

    async def run(self) -> None:
        """Reads what comes and keeps the microphone open, until cancelled or the home is gone."""
        try:
            await self._run()
        except* WebSocketException:
            pass
        finally:
            self._gone.set()

    async def _run(self) -> None:
        await self._socket.send(json.dumps({"type": "listen"}))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())
            tasks.create_task(self._pump())

    async def _read(self) -> None:
        async for message in self._socket:
            if isinstance(message, bytes):
                happening = Happening("sound", "", time.monotonic())
            else:
                content = json.loads(message)
                text = str(content.get("text", content.get("state", "")))
                happening = Happening(content["type"], text, time.monotonic())
            async with self._arrived:
                self.happenings.append(happening)
                self._arrived.notify_all()

    async def _pump(self) -> None:
        """A frame every 32 ms: speech when there is some, else the hush of a room."""
        hush = np.random.default_rng(1).integers(-8, 9, FRAME_SAMPLES, dtype=np.int16)
        due = time.monotonic()
        while True:
            spoken = not self._to_speak.empty()
            frame = self._to_speak.get_nowait() if spoken else hush
            await self._socket.send(frame.tobytes())
            due += FRAME_S
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if spoken:
                self._to_speak.task_done()


@asynccontextmanager
async def open_home(port: int) -> AsyncIterator[HomeClient]:
    """Opens the page of the home on this machine. Raises HomeClientError when there is none."""
    try:
        async with (
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30.0, trust_env=False) as http,
            connect(f"ws://127.0.0.1:{port}/ws", max_size=None, proxy=None) as socket,
        ):
            client = HomeClient(socket, http)
            running = asyncio.ensure_future(client.run())
            try:
                yield client
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
    except (OSError, httpx.HTTPError, WebSocketException) as error:
        raise HomeClientError(f"no home answers on port {port}: {error}. Start one with: xiaoan up") from error
