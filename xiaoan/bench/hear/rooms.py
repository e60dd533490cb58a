"""What stands between a mouth and a microphone: the room, and the noise in it. Pure; the same for the same seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.ports import SAMPLE_RATE_HZ, Pcm
from hardware.sound_file import to_pcm
from xiaoan.bench.hear.plan import Condition, Noise

Signal = NDArray[np.float64]

BEFORE_S, AFTER_S = 0.3, 0.4  # the noise is there before she speaks and after
_PEAKS = (3_000.0, 18_000.0)  # of int16: far from the microphone, and near
_PEOPLE_IN_BABBLE = 4
_NOTES_HZ = (196.0, 220.0, 261.6, 293.7, 329.6, 392.0, 440.0, 523.3)  # pentatonic


@dataclass(frozen=True)
class Room:
    """Makes utterances sound as they reach the microphone. `talk` is background talk at 16 kHz by voice."""

    talk: Mapping[str, Pcm]

    def heard(self, pcm: Pcm, voice: str, condition: Condition) -> Pcm:
        """`pcm` spoken by `voice`, with a pause on both sides.

        The ratio is that of the mean powers: the voice's while it speaks, the noise's over the whole.
        """
        dice = np.random.default_rng(condition.seed)
        speech = _padded(np.trim_zeros(pcm).astype(np.float64))
        speech *= float(np.exp(dice.uniform(*np.log(_PEAKS)))) / max(1.0, float(np.abs(speech).max()))
        if condition.ratio_db is None:
            return to_pcm(speech.astype(np.float32))
        power = float(np.mean(speech[_samples(BEFORE_S) : len(speech) - _samples(AFTER_S)] ** 2))
        if condition.reverberant:
            speech = _reverberated(speech, dice)
        noise = self._noise(condition.noise, voice, len(speech), dice)
        level = np.sqrt(power / max(1e-9, float(np.mean(noise**2)))) * 10 ** (-condition.ratio_db / 20)
        return to_pcm((speech + noise * level).astype(np.float32))

    def _noise(self, kind: Noise, voice: str, length: int, dice: np.random.Generator) -> Signal:
        match kind:
            case Noise.PINK:
                return pink(length, dice)
            case Noise.CLATTER:
                return clatter(length, dice)
            case Noise.MUSIC:
                return music(length, dice)
            case Noise.BABBLE:
                return babble([talk for who, talk in self.talk.items() if who != voice], length, dice)


def pink(length: int, dice: np.random.Generator) -> Signal:
    """Noise whose power falls by 3 dB an octave: a fan, a street behind a window."""
    spectrum = np.fft.rfft(dice.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0))
    return _unit(np.fft.irfft(spectrum, length))


def babble(talks: Sequence[Pcm], length: int, dice: np.random.Generator) -> Signal:
    """Several people talking at once, each from somewhere within what they say."""
    total = np.zeros(length)
    for place in dice.permutation(len(talks))[:_PEOPLE_IN_BABBLE]:
        start = int(dice.integers(len(talks[place])))
        talk = np.take(talks[place], np.arange(start, start + length), mode="wrap").astype(np.float64)
        total += _unit(talk) * dice.uniform(0.4, 1.0)
    return _unit(total)


def clatter(length: int, dice: np.random.Generator) -> Signal:
    """Dishes and pans: struck, ringing bursts over a quiet hum."""
    total = 0.15 * pink(length, dice)
    for _ in range(max(2, dice.poisson(5 * length / SAMPLE_RATE_HZ))):
        start = int(dice.integers(length))
        times = np.arange(min(length - start, SAMPLE_RATE_HZ // 3)) / SAMPLE_RATE_HZ
        ringing = sum(
            np.sin(2 * np.pi * dice.uniform(700, 6500) * times) * np.exp(-times * dice.uniform(12, 60))
            for _ in range(4)
        )
        struck = dice.standard_normal(len(times)) * np.exp(-times * 250)
        total[start : start + len(times)] += dice.uniform(0.3, 2.0) * (ringing + struck)
    return _unit(total)


def music(length: int, dice: np.random.Generator) -> Signal:
    """A television's music: a plucked tune over held chords with a beat."""
    total = np.zeros(length)
    beat = int(SAMPLE_RATE_HZ * dice.uniform(0.22, 0.45))
    for number, start in enumerate(range(0, length, beat)):
        times = np.arange(min(3 * beat, length - start)) / SAMPLE_RATE_HZ
        tune = _tone(float(dice.choice(_NOTES_HZ)) * 2, times, dice) * np.exp(-4 * times)
        total[start : start + len(times)] += tune
        if number % 4 == 0:
            root = float(dice.choice(_NOTES_HZ))
            chord = sum(0.4 * _tone(root * step, times, dice) for step in (0.5, 1.0, 1.5))
            drum = 1.5 * np.sin(2 * np.pi * 70 * times) * np.exp(-18 * times)
            total[start : start + len(times)] += chord + drum
    return _unit(total)


def _tone(pitch_hz: float, times: Signal, dice: np.random.Generator) -> Signal:
    trembling = 2 * np.pi * pitch_hz * times + 0.3 * np.sin(2 * np.pi * 5.5 * times)
    phases = dice.uniform(0, 2 * np.pi, 3)
    tone: Signal = np.sum([np.sin(n * trembling + phases[n - 1]) / n for n in (1, 2, 3)], axis=0)
    return tone


def _reverberated(speech: Signal, dice: np.random.Generator) -> Signal:
    """A furnished living room: it rings for 0.25 to 0.45 s, the direct sound 6 to 12 dB above the rest."""
    from scipy.signal import fftconvolve

    dies_away_s = dice.uniform(0.25, 0.45)
    times = np.arange(round(dies_away_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    response = dice.standard_normal(len(times)) * np.exp(-6.9 * times / dies_away_s)
    response[: _samples(0.003)] = 0.0
    response *= 10 ** (-dice.uniform(6, 12) / 20) / np.sqrt(np.sum(response**2))
    response[0] = 1.0
    echoing: Signal = fftconvolve(speech, response)[: len(speech)]
    return echoing


def _padded(speech: Signal) -> Signal:
    return np.pad(speech, (_samples(BEFORE_S), _samples(AFTER_S)))


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)


def _unit(signal: Signal) -> Signal:
    """At a mean power of one."""
    scaled: Signal = signal / max(1e-9, float(np.sqrt(np.mean(signal**2))))
    return scaled
