"""sounddevice's library and its errors as ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hardware.ports import DeviceError


def load_sounddevice() -> Any:
    """The library, which fails at import without PortAudio. Raises DeviceError."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError("PortAudio is not installed (Debian: apt install libportaudio2).") from error
    return sounddevice


@contextmanager
def device_errors(library: Any, what: str) -> Iterator[None]:
    """Turns PortAudio's errors into DeviceError. sounddevice raises ValueError for a device name it does not know."""
    try:
        yield
    except (library.PortAudioError, ValueError) as error:
        raise DeviceError(f"{what}: {error}. `xiaoan doctor` lists the sound devices.") from error


def has_input(device: str = "") -> bool:
    """True when there is a microphone that can be opened."""
    return _has("input", device)


def has_output(device: str = "") -> bool:
    """True when there is a loudspeaker that can be opened."""
    return _has("output", device)


def _has(kind: str, device: str) -> bool:
    try:
        library = load_sounddevice()
        with device_errors(library, kind):
            info = library.query_devices(device or None, kind)
            check = library.check_input_settings if kind == "input" else library.check_output_settings
            check(device=device or None, channels=1, dtype="int16", samplerate=info["default_samplerate"])
    except DeviceError:
        return False
    return True
