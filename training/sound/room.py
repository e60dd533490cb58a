"""What happens to speech between the mouth and the recognizer: size, room, microphone, noise, level."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.signal import oaconvolve, resample_poly

from training.settings import AugmentSettings
from training.sound.noises import RATE_HZ, Sound

_PARTS = 441  # the fraction's denominator: 22,050 Hz comes out exactly


def resampled(pcm: Sound, rate_hz: int, speed: float) -> Sound:
    """At 16 kHz and `speed` times as fast and high, as a smaller or larger person would sound."""
    sound: Sound = resample_poly(pcm, round(RATE_HZ * _PARTS / rate_hz / speed), _PARTS).astype(np.float32)
    return sound


def in_room(speech: Sound, chance: np.random.Generator) -> Sound:
    """With the echo of a room of 0.12-0.6 s reverberation; as long and as early as before."""
    length = round(chance.uniform(0.12, 0.6) * RATE_HZ)
    tail = chance.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    tail[: round(chance.uniform(0.001, 0.012) * RATE_HZ)] = 0
    tail *= 10 ** (-chance.uniform(0, 14) / 20) / max(float(np.sqrt(np.sum(tail**2))), 1e-9)
    tail[0] = 1.0
    sound: Sound = oaconvolve(speech, tail.astype(np.float32))[: len(speech)].astype(np.float32)
    return sound


def through_microphone(speech: Sound, chance: np.random.Generator) -> Sound:
    """A microphone's uneven response: a random smooth curve of up to ±9 dB, and a falling or rising tilt."""
    length = next_fast_len(len(speech), real=True)
    spectrum = rfft(speech, length)
    place = np.linspace(0, 1, len(spectrum))
    knots = chance.uniform(-9, 9, 6)
    gain_db = np.interp(place**0.5, np.linspace(0, 1, 6), knots) + chance.uniform(-6, 6) * place
    sound: Sound = irfft(spectrum * 10 ** (gain_db / 20), length)[: len(speech)].astype(np.float32)
    return sound


def with_noise(speech: Sound, pool: Sequence[Sound], ratio_db: float, chance: np.random.Generator) -> Sound:
    """A piece of one noise at a signal-to-noise ratio over the whole utterance."""
    noise = pool[int(chance.integers(0, len(pool)))]
    begin = int(chance.integers(0, len(noise)))
    piece = np.resize(np.roll(noise, -begin), len(speech))
    level = np.sqrt(np.mean(speech**2) / max(float(np.mean(piece**2)), 1e-9)) * 10 ** (-ratio_db / 20)
    sound: Sound = (speech + piece * level).astype(np.float32)
    return sound


def heard(speech: Sound, pool: Sequence[Sound], settings: AugmentSettings, chance: np.random.Generator) -> Sound:
    """One copy as a microphone would deliver it, in the range of 16-bit samples."""
    if chance.random() < settings.reverberant_share:
        speech = in_room(speech, chance)
    if chance.random() < 0.7:
        speech = through_microphone(speech, chance)
    if chance.random() >= settings.quiet_share:
        speech = with_noise(speech, pool, chance.uniform(*settings.signal_to_noise_db), chance)
    peak = 32767 * 10 ** (chance.uniform(*settings.peak_db) / 20)
    speech = speech * (peak / max(float(np.max(np.abs(speech))), 1e-6))
    sound: Sound = np.rint(speech + chance.uniform(-2, 2, len(speech))).astype(np.float32)
    return sound
