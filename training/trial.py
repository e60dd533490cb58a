"""Step 6: the decoder's settings, chosen by sentences and voices that were kept out of the training.

The voices, sentences and noises of `xiaoan bench hear` are others, so the bench stays a judge.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.hearing.understood import mostly_unknown, unknown_share
from training.corpus.examples import hanzi
from training.sound.noises import Sound, pool_of_noises
from training.sound.room import resampled, with_noise
from training.speech.spoken import read_shard
from training.vosk_model.language_model import UNKNOWN

RATE_HZ = 16_000
_NOISES, _NOISE_S, _NOISE_DB = 24, 9.0, 10.0
_CHUNK = 4000
_ENOUGH_REJECTED = 0.94


@dataclass(frozen=True)
class TrialSound:
    """`text` is what was said, or None for talk the model should not understand."""

    text: str | None
    pcm: bytes


@dataclass(frozen=True)
class TrialFigures:
    """Shares: sentences exactly right, and foreign talk of which the speaker would act on nothing."""

    right: float
    rejected: float

    def __str__(self) -> str:
        return f"{self.right:.1%} right, {self.rejected:.1%} rejected"

    @property
    def score(self) -> float:
        """Sentences count; rejecting more than enough does not."""
        return self.right + min(self.rejected, _ENOUGH_REJECTED)


def trial_sounds(shards: Sequence[Path], texts: Sequence[str | None], shard_size: int, seed: int) -> list[TrialSound]:
    """The shards' utterances with half a second of quiet around, every second one with noise at 10 dB."""
    chance = np.random.default_rng(seed)
    spoken = [
        (number * shard_size + each.line, each) for number, file in enumerate(shards) for each in read_shard(file)
    ]
    clean = [(line, resampled(each.pcm.astype(np.float32), each.rate_hz, 1.0)) for line, each in spoken]
    pool = pool_of_noises(chance, [sound for _, sound in clean[:40]], _NOISES, _NOISE_S)
    sounds = []
    for number, (line, sound) in enumerate(clean):
        quiet = np.zeros(RATE_HZ // 2, np.float32)
        whole: Sound = np.concatenate([quiet, sound, quiet])
        if number % 2:
            whole = with_noise(whole, pool, _NOISE_DB, chance)
        loudest = max(float(np.max(np.abs(whole))), 1.0)
        sounds.append(TrialSound(texts[line], np.rint(whole * min(1.0, 32000 / loudest)).astype("<i2").tobytes()))
    return sounds


def hear_trial(model_folder: Path, sounds: Sequence[TrialSound]) -> TrialFigures:
    """What the model in a folder makes of them, in the real library."""
    import vosk

    vosk.SetLogLevel(-1)
    recognizer = vosk.KaldiRecognizer(vosk.Model(str(model_folder)), RATE_HZ)
    right = meant = rejected = 0
    for sound in sounds:
        words = _heard(recognizer, sound.pcm)
        if sound.text is None:
            rejected += _rejected(words)
        else:
            meant += 1
            right += "".join(words) == hanzi(sound.text)
    return TrialFigures(right / max(1, meant), rejected / max(1, len(sounds) - meant))


def _rejected(words: Sequence[str]) -> bool:
    known = "".join(word for word in words if word != UNKNOWN)
    return not known or mostly_unknown(unknown_share(known, words.count(UNKNOWN)))


def _heard(recognizer: object, pcm: bytes) -> list[str]:
    words: list[str] = []
    kaldi: object = recognizer
    for start in range(0, len(pcm), _CHUNK):
        if kaldi.AcceptWaveform(pcm[start : start + _CHUNK]):  # type: ignore[attr-defined]
            words += json.loads(kaldi.Result())["text"].split()  # type: ignore[attr-defined]
    words += json.loads(kaldi.FinalResult())["text"].split()  # type: ignore[attr-defined]
    return words
