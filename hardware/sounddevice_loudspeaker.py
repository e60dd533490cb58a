"""A sound card's loudspeaker through PortAudio."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Any

from hardware.ports import DeviceError, Sound
from hardware.silent_loudspeaker import lasting
from hardware.sound_cards import device_errors, load_sounddevice
from hardware.sound_file import to_rate
from hardware.volume import at_volume

STALLED_AFTER_S = 3.0  # longer than the sound and this: the card has gone
LONGEST_DELAY_S = 1.0
USUAL_DELAY_S = 0.1
TAIL_S = 0.05  # a sound server behind the card holds a little more than the card says


class SounddeviceLoudspeaker:
    """Loudspeaker of a sound card. A second sound waits for the first."""

    def __init__(self, device: str = "") -> None:
        """`device` is a sounddevice name; empty: the system's default."""
        self._device = device or None
        self._one_at_a_time = asyncio.Lock()
        self._stop = threading.Event()  # for PortAudio's thread
        self._stopped = asyncio.Event()  # for the loop

    async def play(self, sound: Sound, volume_percent: int) -> None:
        library = load_sounddevice()
        async with self._one_at_a_time:
            self._stop.clear()
            self._stopped.clear()
            with device_errors(library, "loudspeaker"):
                fitting = await asyncio.to_thread(self._fitting, library, at_volume(sound, volume_percent))
                await self._play(library, fitting)

    def stop(self) -> None:
        self._stop.set()
        self._stopped.set()

    async def _play(self, library: Any, sound: Sound) -> None:
        loop = asyncio.get_running_loop()
        handed_over: asyncio.Future[float] = loop.create_future()  # seconds until the last sample has sounded
        data, position = sound.pcm.tobytes(), 0

        def ended(remaining_s: float) -> None:
            if not handed_over.done():
                handed_over.set_result(remaining_s)

        def fill(out: Any, frames: int, times: Any, _status: Any) -> None:
            nonlocal position
            piece = b"" if self._stop.is_set() else data[position : position + len(out)]
            position += len(piece)
            out[:] = piece + b"\0" * (len(out) - len(piece))
            if len(piece) < len(out):
                remaining_s = 0.0 if self._stop.is_set() else frames / sound.rate_hz + _delay_s(times)
                with contextlib.suppress(RuntimeError):  # the loop has closed before the card did
                    loop.call_soon_threadsafe(ended, remaining_s)

        stream = await asyncio.to_thread(
            library.RawOutputStream,
            samplerate=sound.rate_hz,
            channels=1,
            dtype="int16",
            device=self._device,
            callback=fill,
        )
        try:
            await asyncio.to_thread(stream.start)
            async with asyncio.timeout(sound.seconds + STALLED_AFTER_S):
                remaining_s = await handed_over
            await lasting(remaining_s, self._stopped)
        except TimeoutError as error:
            raise DeviceError("The loudspeaker has stalled. Is it plugged in?") from error
        finally:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    def _fitting(self, library: Any, sound: Sound) -> Sound:
        """The sound at its own rate where the card can do it, else at the card's."""
        try:
            library.check_output_settings(device=self._device, channels=1, dtype="int16", samplerate=sound.rate_hz)
        except library.PortAudioError:
            info = library.query_devices(self._device, "output")
            return to_rate(sound, int(info["default_samplerate"]))
        return sound


def _delay_s(times: Any) -> float:
    """How far behind the card is, as far as it says so."""
    behind_s = float(times.outputBufferDacTime - times.currentTime)
    return TAIL_S + (behind_s if 0 < behind_s < LONGEST_DELAY_S else USUAL_DELAY_S)
