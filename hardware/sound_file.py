"""Sound files and bytes to Sound and back."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from hardware.ports import SAMPLE_RATE_HZ, DeviceError, Pcm, Sound

LONGEST_S = 2 * 3600.0


def read_sound(path: Path) -> Sound:
    """A wav, flac, ogg or mp3 file of any rate and channels as mono at SAMPLE_RATE_HZ. Raises DeviceError."""
    if not path.is_file():
        raise DeviceError(f"{path}: there is no such file.")
    if path.stat().st_size == 0:
        raise DeviceError(f"{path}: the file is empty (0 bytes).")
    try:
        with path.open("rb") as file:
            return to_rate(_read(file, str(path)), SAMPLE_RATE_HZ)
    except OSError as error:
        raise DeviceError(f"{path}: cannot be read ({error.strerror}).") from error


def decode_sound(data: bytes, name: str = "sound") -> Sound:
    """The bytes of a sound file as mono at the file's own rate. Raises DeviceError; `name` stands in its text."""
    return _read(io.BytesIO(data), name)


def wav_bytes(sound: Sound) -> bytes:
    """A complete 16-bit wav file."""
    buffer = io.BytesIO()
    soundfile.write(buffer, sound.pcm, sound.rate_hz, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def to_rate(sound: Sound, rate_hz: int) -> Sound:
    """The same sound at another rate (polyphase filter)."""
    if sound.rate_hz == rate_hz:
        return sound
    if len(sound.pcm) == 0:
        return Sound(sound.pcm, rate_hz)
    from scipy.signal import resample_poly  # slow to import, and most sounds have the right rate

    common = math.gcd(sound.rate_hz, rate_hz)
    samples = resample_poly(sound.pcm.astype(np.float32), rate_hz // common, sound.rate_hz // common)
    return Sound(to_pcm(samples), rate_hz)


def to_pcm(samples: NDArray[np.float32]) -> Pcm:
    """Samples in the range of int16, rounded and limited; what is no number becomes silence."""
    limited: Pcm = np.clip(np.rint(np.nan_to_num(samples, nan=0.0)), -32768, 32767).astype(np.int16)
    return limited


def _read(file: BinaryIO, name: str) -> Sound:
    try:
        with soundfile.SoundFile(file) as opened:
            if opened.frames > LONGEST_S * opened.samplerate:
                raise DeviceError(f"{name}: longer than {LONGEST_S / 3600:g} hours.")
            samples = opened.read(dtype="float32", always_2d=True)
            rate_hz = int(opened.samplerate)
    except soundfile.LibsndfileError as error:
        raise DeviceError(f"{name}: is not a sound file that can be read (wav, flac, ogg, mp3).") from error
    if len(samples) == 0:
        raise DeviceError(f"{name}: holds no sound (0 samples).")
    return Sound(to_pcm(samples.mean(axis=1) * 32768.0), rate_hz)
