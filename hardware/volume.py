"""Loudness as people feel it. Pure."""

from __future__ import annotations

import numpy as np

from hardware.ports import Sound
from hardware.sound_file import to_pcm


def at_volume(sound: Sound, percent: int) -> Sound:
    """The sound at 0..100 percent. The square makes equal steps sound equal enough: 70 is -6 dB, 50 is -12 dB."""
    share = min(100, max(0, percent)) / 100
    if share == 1:
        return sound
    return Sound(to_pcm(sound.pcm.astype(np.float32) * np.float32(share**2)), sound.rate_hz)
