"""How loud what was heard is. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from hardware.ports import Pcm

_FULL_SCALE = 32768.0
_LOUDER_PART = 0.8  # the quantile: the syllables, not the gaps between them
_SILENCE_DB = -96.0


def loudness(frame: Pcm) -> float:
    """The root mean square of a frame, 1.0 at full scale."""
    return float(np.sqrt(np.mean(np.square(frame.astype(np.float64) / _FULL_SCALE)))) if len(frame) else 0.0


def level_db(loudness_of_frames: Sequence[float]) -> float | None:
    """The level of the louder frames against full scale; None without any."""
    if not loudness_of_frames:
        return None
    ordered = sorted(loudness_of_frames)
    part = ordered[min(len(ordered) - 1, int(_LOUDER_PART * len(ordered)))]
    return max(_SILENCE_DB, 20 * math.log10(part)) if part > 0 else _SILENCE_DB
