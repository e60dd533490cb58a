"""What the programs may expect of a device. Real devices and stand-ins alike."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 16_000
FRAME_SAMPLES = 512  # 32 ms; what the voice activity detector takes

Pcm = NDArray[np.int16]


class DeviceError(Exception):
    """A device is missing or failed. The text says what to check."""


class PerhapsSentError(DeviceError):
    """A message was handed over and its end is not known: it may have left all the same."""


@dataclass(frozen=True)
class Sound:
    """Mono 16-bit sound."""

    pcm: Pcm
    rate_hz: int

    @property
    def seconds(self) -> float:
        return len(self.pcm) / self.rate_hz


class Microphone(Protocol):
    """A source of speech."""

    def frames(self) -> AsyncIterator[Pcm]:
        """Mono frames of FRAME_SAMPLES at SAMPLE_RATE_HZ until the device ends. Raises DeviceError."""
        ...


class Loudspeaker(Protocol):
    """Plays one sound at a time."""

    async def play(self, sound: Sound, volume_percent: int) -> None:
        """Returns when the sound has been heard or was stopped. Raises DeviceError."""
        ...

    def stop(self) -> None:
        """Ends what is being played, at once."""
        ...


class MediaPlayer(Protocol):
    """Plays music files."""

    def play(self, files: tuple[Path, ...]) -> None:
        """Starts these files in order, in place of what was playing. Raises DeviceError."""
        ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def next(self) -> None: ...

    def stop(self) -> None: ...

    def set_volume(self, percent: int) -> None: ...

    def duck(self, percent: int | None) -> None:
        """Lowers the music to this share of its volume while somebody speaks; None restores it."""
        ...

    @property
    def playing(self) -> Path | None:
        """The file being played, paused or not."""
        ...

    @property
    def paused(self) -> bool: ...


class Button(Protocol):
    """The help button."""

    def on_press(self, pressed: Callable[[], None]) -> None:
        """`pressed` is called at once on a press, from any thread."""
        ...

    def on_hold(self, held: Callable[[], None]) -> None:
        """`held` is called when the button has been held for the configured time."""
        ...


class LightState(StrEnum):
    """What the light tells."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    ALERT_SENT = "alert_sent"  # nobody has it yet
    ALERT_TOLD = "alert_told"  # the community or the family has it, nobody has accepted it yet
    ALERT_ACCEPTED = "alert_accepted"


class Light(Protocol):
    """The light on the speaker."""

    def show(self, state: LightState) -> None: ...


@dataclass(frozen=True)
class ModemState:
    """How a modem stands. `signal_percent` None: it does not know."""

    sim_ready: bool
    registered: bool
    signal_percent: int | None


class SmsModem(Protocol):
    """Sends text messages over the mobile network. Blocking; called in a thread, one call at a time."""

    def state(self) -> ModemState:
        """Raises DeviceError when the modem is missing, busy or does not answer."""
        ...

    def send(self, number: str, text: str) -> None:
        """Returns when the network has taken every part of the text. Raises DeviceError, whose text names no number;
        PerhapsSentError once anything may have left."""
        ...

    def close(self) -> None:
        """A call under way ends soon with DeviceError, and so does every later one."""
        ...
