"""A sound card's loudspeaker through PortAudio."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

from hardware.ports import DeviceError, Sound
from hardware.sound_cards import device_errors, load_sounddevice
from hardware.sound_file import to_rate
from hardware.volume import at_volume

STALLED_AFTER_S = 3.0  # longer than the sound and this: the card has gone


class SounddeviceLoudspeaker:
    """Loudspeaker of a sound card. A second sound waits for the first."""

    def __init__(self, device: str = "") -> None:
        """`device` is a sounddevice name; empty: the system's default."""
        self._device = device or None
        self._one_at_a_time = asyncio.Lock()
        self._stop = threading.Event()
        self._stream: Any = None

    async def play(self, sound: Sound, volume_percent: int) -> None:
        library = load_sounddevice()
        async with self._one_at_a_time:
            self._stop.clear()
            with device_errors(library, "loudspeaker"):
                fitting = await asyncio.to_thread(self._fitting, library, at_volume(sound, volume_percent))
                await self._play(library, fitting)

    def stop(self) -> None:
        self._stop.set()
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)

    async def _play(self, library: Any, sound: Sound) -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        data, position = sound.pcm.tobytes(), 0

        def fill(out: Any, _frames: int, _time: Any, _status: Any) -> None:
            nonlocal position
            piece = b"" if self._stop.is_set() else data[position : position + len(out)]
            position += len(piece)
            out[:] = piece + b"\0" * (len(out) - len(piece))
            if len(piece) < len(out):
                raise library.CallbackStop

        def finished() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has closed before the card did
                loop.call_soon_threadsafe(done.set)

        stream = await asyncio.to_thread(
            library.RawOutputStream,
            samplerate=sound.rate_hz,
            channels=1,
            dtype="int16",
            device=self._device,
            callback=fill,
            finished_callback=finished,
        )
        self._stream = stream
        try:
            await asyncio.to_thread(stream.start)
            started = loop.time()
            if self._stop.is_set():
                stream.abort(ignore_errors=True)
            async with asyncio.timeout(sound.seconds + STALLED_AFTER_S):
                await done.wait()
            if not self._stop.is_set():  # PortAudio is done some milliseconds before the card is
                await asyncio.sleep(max(0.0, started + sound.seconds - loop.time()))
        except TimeoutError as error:
            raise DeviceError("The loudspeaker has stalled. Is it plugged in?") from error
        finally:
            self._stream = None
            stream.close(ignore_errors=True)

    def _fitting(self, library: Any, sound: Sound) -> Sound:
        """The sound at its own rate where the card can do it, else at the card's."""
        try:
            library.check_output_settings(device=self._device, channels=1, dtype="int16", samplerate=sound.rate_hz)
        except library.PortAudioError:
            info = library.query_devices(self._device, "output")
            return to_rate(sound, int(info["default_samplerate"]))
        return sound
