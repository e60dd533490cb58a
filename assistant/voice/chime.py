"""A sound for when no words can be made: the speaker is heard, whatever fails. Pure."""

from __future__ import annotations

import numpy as np

from hardware.ports import SAMPLE_RATE_HZ, Sound

_NOTES_HZ = (587.3, 740.0, 880.0)  # D5 F#5 A5: a calm rising chord
_NOTE_S = 0.35
_DECAY_S = 0.18


def chime() -> Sound:
    """Three rising bell notes, twice."""
    t = np.arange(round(_NOTE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    notes = [np.sin(2 * np.pi * hz * t) * np.exp(-t / _DECAY_S) * np.minimum(1, t / 0.005) for hz in _NOTES_HZ]
    return Sound((np.concatenate(notes * 2) * 16000).astype(np.int16), SAMPLE_RATE_HZ)
