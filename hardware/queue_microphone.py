"""A microphone elsewhere, such as a browser's, whose samples are pushed."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np

from hardware.frames import FrameQueue, Framer
from hardware.ports import Pcm

LONGEST_FRAMES = 625  # 20 s: more than that behind, the oldest are dropped


class QueueMicrophone:
    """Microphone of pushed blocks. Call from the event loop only; one reader, one stream."""

    def __init__(self, longest_frames: int = LONGEST_FRAMES) -> None:
        self._queue = FrameQueue(longest_frames)
        self._framer = Framer()
        self._half_sample = b""
        self._ended = False

    @property
    def dropped(self) -> int:
        """Frames that nobody read in time."""
        return self._queue.dropped

    def push(self, block: bytes) -> None:
        """Little-endian int16 mono samples at SAMPLE_RATE_HZ, cut anywhere. After `end` they are ignored."""
        if self._ended:
            return
        data = self._half_sample + block
        whole = len(data) // 2 * 2
        self._half_sample = data[whole:]
        for frame in self._framer.add(np.frombuffer(data[:whole], "<i2").astype(np.int16)):
            self._queue.put(frame)

    def end(self) -> None:
        """The stream is complete: `frames` gives what is left, filled up with silence, and ends."""
        if not self._ended:
            self._ended = True
            for frame in self._framer.finish():
                self._queue.put(frame)
            self._queue.end()

    async def frames(self) -> AsyncIterator[Pcm]:
        while (frame := await self._queue.get()) is not None:
            yield frame
