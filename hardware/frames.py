"""Blocks of any size to frames of FRAME_SAMPLES, rates to SAMPLE_RATE_HZ, and a bounded queue between the two sides."""

from __future__ import annotations

import asyncio
import math
from collections import deque

import numpy as np

from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from hardware.sound_file import to_pcm


class Framer:
    """Cuts a stream of blocks into frames."""

    def __init__(self) -> None:
        self._rest: Pcm = np.zeros(0, np.int16)

    def add(self, block: Pcm) -> list[Pcm]:
        """The frames that are complete now."""
        samples = np.concatenate((self._rest, block))
        whole = len(samples) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = samples[whole:].copy()
        return list(samples[:whole].reshape(-1, FRAME_SAMPLES).copy())

    def finish(self) -> list[Pcm]:
        """The last frame, filled up with silence; none when nothing is left."""
        missing = -len(self._rest) % FRAME_SAMPLES
        return self.add(np.zeros(missing, np.int16))


class StreamResampler:
    """A stream at another rate as SAMPLE_RATE_HZ, the same samples as a whole-file resampling would give."""

    def __init__(self, rate_hz: int) -> None:
        common = math.gcd(rate_hz, SAMPLE_RATE_HZ)
        self._up, self._down = SAMPLE_RATE_HZ // common, rate_hz // common
        reach = math.ceil(10 * max(self._up, self._down) / self._up)  # half of resample_poly's filter, in input samples
        self._context = (math.ceil(reach / self._down) + 1) * self._down
        self._samples: Pcm = np.zeros(self._context, np.int16)

    def add(self, block: Pcm) -> Pcm:
        """What can be given now; it lags by the filter's reach."""
        if self._up == self._down:
            return block
        from scipy.signal import resample_poly

        self._samples = np.concatenate((self._samples, block))
        ready = (len(self._samples) - 2 * self._context) // self._down * self._down
        if ready <= 0:
            return np.zeros(0, np.int16)
        piece = self._samples[: ready + 2 * self._context].astype(np.float32)
        self._samples = self._samples[ready:]
        start = self._context // self._down * self._up
        whole = resample_poly(piece, self._up, self._down)
        return to_pcm(whole[start : start + ready // self._down * self._up])


class FrameQueue:
    """Frames between a producer and one reader on the event loop. Full, it drops the oldest and counts. Loop only."""

    def __init__(self, longest: int) -> None:
        self._frames: deque[Pcm] = deque(maxlen=longest)
        self._changed = asyncio.Event()
        self._ended = False
        self.dropped = 0

    def put(self, frame: Pcm) -> None:
        if len(self._frames) == self._frames.maxlen:
            self.dropped += 1
        self._frames.append(frame)
        self._changed.set()

    def end(self) -> None:
        """No more frames come; those in the queue are still given."""
        self._ended = True
        self._changed.set()

    async def get(self) -> Pcm | None:
        """The next frame; None at the end."""
        while not self._frames:
            if self._ended:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._frames.popleft()
