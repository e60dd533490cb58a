"""A sound card's microphone through PortAudio."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import structlog

from hardware.frames import FrameQueue, Framer, StreamResampler
from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, DeviceError, Pcm
from hardware.sound_cards import device_errors, load_sounddevice

LONGEST_FRAMES = 156  # 5 s
SILENT_DEVICE_S = 5.0  # a card that delivers nothing for so long has gone


class SounddeviceMicrophone:
    """Microphone of a sound card. A card that cannot do 16 kHz mono is resampled; one reader at a time."""

    def __init__(self, device: str = "", longest_frames: int = LONGEST_FRAMES) -> None:
        """`device` is a sounddevice name; empty: the system's default."""
        self._device = device or None
        self._longest_frames = longest_frames
        self.dropped = 0  # frames that nobody read in time

    async def frames(self) -> AsyncIterator[Pcm]:
        library = load_sounddevice()
        loop = asyncio.get_running_loop()
        queue = FrameQueue(self._longest_frames)
        with device_errors(library, "microphone"):
            rate_hz, channels = await asyncio.to_thread(self._format, library)
        framer, resampler = Framer(), StreamResampler(rate_hz)

        def take(block: Pcm) -> None:
            for frame in framer.add(resampler.add(block)):
                queue.put(frame)

        def heard(data: Any, _frames: int, _time: Any, _status: Any) -> None:
            samples = np.frombuffer(bytes(data), np.int16).reshape(-1, channels)[:, 0].copy()
            with contextlib.suppress(RuntimeError):  # the loop has closed before the card did
                loop.call_soon_threadsafe(take, samples)

        with device_errors(library, "microphone"):
            stream = await asyncio.to_thread(
                library.RawInputStream,
                samplerate=rate_hz,
                channels=channels,
                dtype="int16",
                device=self._device,
                latency="low",
                blocksize=round(FRAME_SAMPLES * rate_hz / SAMPLE_RATE_HZ),
                callback=heard,
            )
        try:
            with device_errors(library, "microphone"):
                await asyncio.to_thread(stream.start)
            while True:
                yield await self._next(queue)
        finally:
            stream.close()

    async def _next(self, queue: FrameQueue) -> Pcm:
        try:
            async with asyncio.timeout(SILENT_DEVICE_S):
                frame = await queue.get()
        except TimeoutError as error:
            raise DeviceError(
                f"The microphone has delivered nothing for {SILENT_DEVICE_S:g} s. Is it plugged in?"
            ) from error
        if frame is None:
            raise DeviceError("The microphone has ended.")
        if queue.dropped:
            structlog.get_logger().warning("microphone frames were dropped", frames=queue.dropped)
            self.dropped += queue.dropped
            queue.dropped = 0
        return frame

    def _format(self, library: Any) -> tuple[int, int]:
        """(rate, channels): 16 kHz mono where the card can do it, else what it does by default."""
        info = library.query_devices(self._device, "input")
        own_rate, own_channels = int(info["default_samplerate"]), int(info["max_input_channels"])
        for rate_hz, channels in ((SAMPLE_RATE_HZ, 1), (own_rate, 1)):
            with contextlib.suppress(library.PortAudioError):
                library.check_input_settings(device=self._device, channels=channels, dtype="int16", samplerate=rate_hz)
                return rate_hz, channels
        return own_rate, min(2, own_channels)
