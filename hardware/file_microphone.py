"""A sound file in place of a microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np

from hardware.frames import Framer
from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from hardware.sound_file import read_sound


class FileMicrophone:
    """Microphone of a wav, flac, ogg or mp3 file of any rate and channels. Each `frames` starts at its beginning."""

    def __init__(self, file: Path, real_time: bool = False, silence_after_s: float = 0.0) -> None:
        """`real_time` gives a frame every 32 ms; `silence_after_s` lets an end of speech be noticed."""
        self._file = file
        self._real_time = real_time
        self._silence_after_s = silence_after_s

    async def frames(self) -> AsyncIterator[Pcm]:
        sound = await asyncio.to_thread(read_sound, self._file)
        silence = np.zeros(round(self._silence_after_s * SAMPLE_RATE_HZ), np.int16)
        framer = Framer()
        frames = framer.add(np.concatenate((sound.pcm, silence))) + framer.finish()
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number, frame in enumerate(frames, 1):
            if self._real_time:
                await asyncio.sleep(max(0.0, start + number * FRAME_SAMPLES / SAMPLE_RATE_HZ - loop.time()))
            else:
                await asyncio.sleep(0)
            yield frame
