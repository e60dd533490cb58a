"""Instruments of the sample pieces, computed from nothing: bowed strings, flute, plucked strings, percussion.

A line is a list of notes (start in s, length in s, frequency in Hz, loudness 0..1); every instrument turns a line into
samples. The only randomness is a generator with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, iirpeak, lfilter, sosfilt

RATE_HZ = 32_000
Samples = NDArray[np.float64]


@dataclass(frozen=True)
class Note:
    """The pitch comes from the note before within `slide_s`; `trill` shakes it with the step above."""

    start_s: float
    length_s: float
    hz: float
    loudness: float = 0.8
    slide_s: float = 0.05
    trill: bool = False


@dataclass(frozen=True)
class Timbre:
    """Harmonics fall by `falloff` (power of the number); bodies resonate at (Hz, gain)."""

    harmonics: int
    falloff: float
    body: tuple[tuple[float, float], ...]
    noise: float
    attack_s: float
    vibrato_hz: float
    vibrato_cents: float
    even: float = 1.0  # share of the even harmonics


JINGHU = Timbre(26, 0.75, ((1150, 1.4), (2500, 1.9), (3900, 1.1)), 0.035, 0.025, 6.4, 24)
ZHUIQIN = Timbre(24, 1.05, ((520, 1.5), (1250, 1.2), (2700, 0.6)), 0.030, 0.05, 5.4, 30)
GAOHU = Timbre(24, 0.95, ((780, 1.4), (1700, 1.1), (3100, 0.8)), 0.025, 0.04, 5.8, 22)
DIZI = Timbre(9, 1.35, ((1900, 0.7), (4200, 1.3)), 0.055, 0.035, 5.0, 12, even=0.7)


def sustained(notes: Sequence[Note], timbre: Timbre, total_s: float, rng: np.random.Generator) -> Samples:
    """A bowed or blown line: pitch and loudness as curves over the whole, so that notes run into each other."""
    size = round(total_s * RATE_HZ)
    cents, loud = _curves(notes, timbre, size)
    hz = 440.0 * 2 ** (cents / 1200)
    phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    tone = np.zeros(size)
    for number in range(1, timbre.harmonics + 1):
        share = number**-timbre.falloff * (timbre.even if number % 2 == 0 else 1.0)
        tone += share * np.sin(number * phase) * np.clip((0.46 * RATE_HZ - number * hz) / 1500, 0, 1)
    breath = sosfilt(butter(2, (1200, 7000), "bandpass", fs=RATE_HZ, output="sos"), rng.standard_normal(size))
    tone = tone + timbre.noise * 4 * breath * (0.6 + 0.4 * np.sin(phase))
    sound = 0.35 * tone
    for at_hz, gain in timbre.body:
        b, a = iirpeak(at_hz, 2.2, fs=RATE_HZ)
        sound = sound + gain * lfilter(b, a, tone)
    return _normal(sound * loud)


def _curves(notes: Sequence[Note], timbre: Timbre, size: int) -> tuple[Samples, Samples]:
    cents, loud = np.zeros(size), np.zeros(size)
    last = _cents(notes[0].hz)
    for note in notes:
        start, count = round(note.start_s * RATE_HZ), round(note.length_s * RATE_HZ)
        t = np.arange(count) / RATE_HZ
        target = _cents(note.hz)
        arrival = np.clip(t / max(note.slide_s, 1e-3), 0, 1)
        curve = last + (target - last) * (3 * arrival**2 - 2 * arrival**3)
        depth = timbre.vibrato_cents * np.clip((t - 0.16) / 0.22, 0, 1)
        curve += depth * np.sin(2 * np.pi * timbre.vibrato_hz * t + note.start_s)
        if note.trill:
            curve += (
                100 * (1 + np.tanh(3 * np.sin(2 * np.pi * 9.5 * t - 1.2))) * np.clip((note.length_s - t) / 0.12, 0, 1)
            )
        swell = 0.82 + 0.18 * np.sin(np.pi * np.clip(t / max(note.length_s, 0.3), 0, 1))
        edges = np.clip(t / timbre.attack_s, 0.25, 1) * np.clip((note.length_s - t) / 0.03, 0.2, 1)
        cents[start : start + count] = curve[: size - start]
        loud[start : start + count] = (note.loudness * swell * edges)[: size - start]
        cents[start + count :] = target
        last = target
    smooth = np.hanning(round(0.018 * RATE_HZ))
    return cents, fftconvolve(loud, smooth / smooth.sum(), "same")


def _cents(hz: float) -> float:
    return float(1200 * np.log2(hz / 440.0))


def plucked(notes: Sequence[Note], total_s: float, decay_s: float, brightness: float) -> Samples:
    """Yueqin or yangqin: each note rings on, its upper harmonics shorter."""
    sound = np.zeros(round((total_s + 3) * RATE_HZ))
    for note in notes:
        t = np.arange(round(min(3.0, decay_s * 5) * RATE_HZ)) / RATE_HZ
        ring = np.zeros(len(t))
        for number in range(1, 13):
            hz = note.hz * number * np.sqrt(1 + 0.00025 * number**2)
            if hz < 0.45 * RATE_HZ:
                ring += number ** -(2.2 - brightness) * np.sin(2 * np.pi * hz * t) * np.exp(-t * number**0.7 / decay_s)
        start = round(note.start_s * RATE_HZ)
        sound[start : start + len(t)] += note.loudness * ring * np.clip(t / 0.002, 0, 1)
    return _normal(sound[: round(total_s * RATE_HZ)])


def clapper(rng: np.random.Generator) -> Samples:
    """Ban: two pieces of hard wood."""
    t = np.arange(round(0.12 * RATE_HZ)) / RATE_HZ
    wood = np.sin(2 * np.pi * 1850 * t) * np.exp(-t / 0.012) + 0.7 * np.sin(2 * np.pi * 2740 * t) * np.exp(-t / 0.008)
    return _normal(wood + 0.5 * rng.standard_normal(len(t)) * np.exp(-t / 0.003))


def drum(hz: float, decay_s: float) -> Callable[[np.random.Generator], Samples]:
    """Danpigu (high and dry) or tanggu (low)."""

    def strike(rng: np.random.Generator) -> Samples:
        t = np.arange(round(decay_s * 6 * RATE_HZ)) / RATE_HZ
        pitch = hz * (1 + 0.35 * np.exp(-t / 0.02))
        skin = np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ) + 0.4 * np.sin(2 * np.pi * 1.59 * hz * t)
        return _normal(skin * np.exp(-t / decay_s) + 0.25 * rng.standard_normal(len(t)) * np.exp(-t / 0.006))

    return strike


def gong(hz: float, bend: float, decay_s: float) -> Callable[[np.random.Generator], Samples]:
    """The small gong's pitch rises after the stroke (bend > 0), the large one's falls."""

    def strike(rng: np.random.Generator) -> Samples:
        t = np.arange(round(decay_s * 4 * RATE_HZ)) / RATE_HZ
        sound = np.zeros(len(t))
        for number, ratio in enumerate((1.0, 1.48, 1.93, 2.37, 2.91, 3.62, 4.4, 5.7)):
            pitch = hz * ratio * (1 + bend * (1 - np.exp(-t / 0.12)))
            wave = np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ + rng.uniform(0, 6.28))
            sound += wave * np.exp(-t * (1 + 0.5 * number) / decay_s) / (1 + 0.45 * number)
        return _normal(sound * np.clip(t / 0.003, 0, 1))

    return strike


def cymbals(rng: np.random.Generator) -> Samples:
    """Small cymbals: bright noise with a metallic core."""
    t = np.arange(round(0.5 * RATE_HZ)) / RATE_HZ
    hiss = sosfilt(butter(3, 4500, "highpass", fs=RATE_HZ, output="sos"), rng.standard_normal(len(t)))
    metal = sum(np.sin(2 * np.pi * hz * t + hz) for hz in (3970, 5210, 6830, 8150))
    return _normal((hiss + 0.2 * metal) * np.exp(-t / 0.11))


def struck(
    strokes: Sequence[tuple[float, float]],
    instrument: Callable[[np.random.Generator], Samples],
    total_s: float,
    rng: np.random.Generator,
) -> Samples:
    """An instrument struck at (time in s, loudness)."""
    sound = np.zeros(round((total_s + 6) * RATE_HZ))
    for at_s, loudness in strokes:
        stroke, start = instrument(rng), round(at_s * RATE_HZ)
        sound[start : start + len(stroke)] += loudness * stroke
    return sound[: round(total_s * RATE_HZ)]


def in_a_hall(sound: Samples, rng: np.random.Generator) -> Samples:
    """The sound with a small theatre around it, faded at its end, no louder than speech."""
    t = np.arange(round(0.9 * RATE_HZ)) / RATE_HZ
    echo = rng.standard_normal(len(t)) * np.exp(-t / 0.22) * (t > 0.012)
    echo = sosfilt(butter(1, 3800, fs=RATE_HZ, output="sos"), echo)
    wet = fftconvolve(sound, echo / np.sqrt((echo**2).sum()))[: len(sound)]
    mixed = sound + 0.28 * wet
    mixed *= np.clip((len(mixed) - np.arange(len(mixed))) / (1.2 * RATE_HZ), 0, 1)
    return 0.7 * _normal(np.tanh(1.3 * _normal(mixed)))


def _normal(sound: Samples) -> Samples:
    peak = float(np.abs(sound).max())
    return sound / peak if peak else sound
