"""A loudspeaker that is heard elsewhere too, such as in the browsers that show the home page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from hardware.ports import DeviceError, Loudspeaker, Sound
from hardware.silent_loudspeaker import lasting
from hardware.sound_file import wav_bytes
from hardware.volume import at_volume

LONGEST_QUEUE = 16  # sounds; a listener so far behind loses the oldest


class BroadcastLoudspeaker:
    """Plays on the inner loudspeaker and hands each sound to the listeners. Call from the event loop only."""

    def __init__(self, inner: Loudspeaker) -> None:
        self._inner = inner
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._one_at_a_time = asyncio.Lock()
        self._stopped = asyncio.Event()

    @property
    def listeners(self) -> int:
        return len(self._listeners)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[asyncio.Queue[bytes | None]]:
        """A queue of wav files to be played as they come, at their volume; None: stop what is being played."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(LONGEST_QUEUE)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def play(self, sound: Sound, volume_percent: int) -> None:
        """Lasts at least as long as a listener hears it. A failing card raises only when nobody else listens."""
        async with self._one_at_a_time:
            self._stopped.clear()
            if not self._listeners:
                await self._inner.play(sound, volume_percent)
                return
            self._tell(wav_bytes(at_volume(sound, volume_percent)))
            await asyncio.gather(self._play_inside(sound, volume_percent), lasting(sound.seconds, self._stopped))

    def stop(self) -> None:
        self._stopped.set()
        self._inner.stop()
        self._tell(None)

    async def _play_inside(self, sound: Sound, volume_percent: int) -> None:
        try:
            await self._inner.play(sound, volume_percent)
        except DeviceError as error:
            structlog.get_logger().warning("the loudspeaker failed; the page is heard", reason=str(error))

    def _tell(self, item: bytes | None) -> None:
        for queue in self._listeners:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(item)
