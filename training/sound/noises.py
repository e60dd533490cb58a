"""Noises of a home, made by seed: none of them is a recording.

Each is mono at 16 kHz with a mean square of 1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
Sound = NDArray[np.float32]
_PENTATONIC = (0, 2, 4, 7, 9)  # semitones of the scale most opera tunes stand in


def coloured(chance: np.random.Generator, samples: int) -> Sound:
    """Wind, rain, a fan: noise whose spectrum falls by 0-9 dB an octave."""
    spectrum = np.fft.rfft(chance.standard_normal(samples))
    spectrum /= np.maximum(np.arange(len(spectrum)), 20.0) ** chance.uniform(0.0, 1.5)
    return _even(np.fft.irfft(spectrum, samples))


def hum(chance: np.random.Generator, samples: int) -> Sound:
    """A refrigerator: overtones of 50 Hz over a little noise."""
    time = np.arange(samples) / RATE_HZ
    sound = 0.3 * coloured(chance, samples).astype(np.float64)
    for overtone in range(1, 12):
        sound += chance.uniform(0, 1) / overtone * np.sin(2 * np.pi * 50 * overtone * time + chance.uniform(0, 6.28))
    return _even(sound)


def clatter(chance: np.random.Generator, samples: int) -> Sound:
    """Dishes and doors: ringing strokes over a low noise."""
    sound = 0.05 * coloured(chance, samples).astype(np.float64)
    for _ in range(max(1, round(samples / RATE_HZ * chance.uniform(0.7, 5)))):
        begin = int(chance.integers(0, samples))
        length = min(samples - begin, int(RATE_HZ * chance.uniform(0.02, 0.35)))
        time = np.arange(length) / RATE_HZ
        stroke = sum(np.sin(2 * np.pi * chance.uniform(250, 6500) * time) for _ in range(4))
        stroke = stroke + 2 * chance.standard_normal(length) * np.exp(-time * 180)
        sound[begin : begin + length] += chance.uniform(0.2, 1.5) * stroke * np.exp(-time * chance.uniform(8, 60))
    return _even(sound)


def opera(chance: np.random.Generator, samples: int) -> Sound:
    """A fiddle-like tune with slides over clappers and a gong, as from a radio."""
    sound = np.zeros(samples)
    base_hz = chance.uniform(220, 520)
    begin = 0
    while begin < samples:
        length = min(samples - begin, int(RATE_HZ * chance.uniform(0.12, 0.7)))
        step = _PENTATONIC[int(chance.integers(0, 5))] + 12 * int(chance.integers(0, 2))
        time = np.arange(length) / RATE_HZ
        slide = 2 ** (chance.uniform(-1.5, 1.5) / 12 * np.exp(-time * 12))
        vibrato = 1 + 0.008 * np.sin(2 * np.pi * chance.uniform(4, 7) * time)
        phase = 2 * np.pi * np.cumsum(base_hz * 2 ** (step / 12) * slide * vibrato) / RATE_HZ
        note = sum(np.sin(overtone * phase) / overtone**1.1 for overtone in range(1, 9))
        sound[begin : begin + length] += note * np.minimum(1, time * 40) * np.exp(-time * chance.uniform(0.3, 3))
        if chance.random() < 0.35:
            beat = min(samples - begin, int(RATE_HZ * 0.06))
            sound[begin : begin + beat] += 2 * chance.standard_normal(beat) * np.exp(-np.arange(beat) / 160)
        if chance.random() < 0.07:
            sound[begin : begin + length] += chance.uniform(0.5, 2) * np.sin(2 * np.pi * 380 * time * (1 + 0.05 * time))
        begin += length
    return _even(sound)


def babble(chance: np.random.Generator, voices: Sequence[Sound], samples: int) -> Sound:
    """Three to seven people talking at once; `voices` are utterances to take from."""
    sound = np.zeros(samples)
    for _ in range(int(chance.integers(3, 8))):
        talk = np.concatenate([voices[int(chance.integers(0, len(voices)))] for _ in range(6)])
        talk = np.resize(talk, samples + 1)
        sound += chance.uniform(0.4, 1) * np.roll(talk, int(chance.integers(0, samples)))[:samples]
    return _even(sound)


def pool_of_noises(chance: np.random.Generator, voices: Sequence[Sound], count: int, seconds: float) -> list[Sound]:
    """`count` noises of every kind, to cut pieces from."""
    samples = round(seconds * RATE_HZ)
    kinds = (coloured, coloured, hum, clatter, opera, opera)
    pool = [kinds[number % len(kinds)](chance, samples) for number in range(count * 2 // 3)]
    return pool + [babble(chance, voices, samples) for _ in range(count - len(pool))]


def _even(sound: NDArray[np.float64]) -> Sound:
    level = np.sqrt(np.mean(sound**2))
    even: Sound = (sound / max(float(level), 1e-9)).astype(np.float32)
    return even
