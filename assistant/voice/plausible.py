"""Whether a sound can be the speech that was asked for. Pure."""

from __future__ import annotations

import numpy as np

from hardware.ports import Sound

FRAME_S = 0.02
AUDIBLE_RMS = 150.0  # of 32768; speech from these engines lies at 3000-6000
LEAST_PER_UNIT_S = 0.09  # audible time of a syllable or word at rate 1.0; espeak-ng takes 0.27, Piper about 0.18
MOST_PER_UNIT_S = 1.5
MOST_EXTRA_S = 3.0  # pauses of a short text


def fault(sound: Sound, units: int, rate: float) -> str | None:
    """Why the sound cannot be `units` syllables or words at that rate; None when it can."""
    audible_s = _audible_s(sound)
    if audible_s == 0.0:
        return f"no audible sound in {sound.seconds:.2f} s"
    if audible_s < units * LEAST_PER_UNIT_S / rate:
        return f"only {audible_s:.2f} s audible for {units} syllables"
    if sound.seconds > units * MOST_PER_UNIT_S / rate + MOST_EXTRA_S:
        return f"{sound.seconds:.1f} s long for {units} syllables"
    return None


def _audible_s(sound: Sound) -> float:
    frame = max(1, round(sound.rate_hz * FRAME_S))
    whole = len(sound.pcm) // frame * frame
    power = (sound.pcm[:whole].astype(np.float64).reshape(-1, frame) ** 2).mean(axis=1)
    return float((power > AUDIBLE_RMS**2).sum() * FRAME_S)
