"""Speech to features: `python -m training.sound.prepare SETTINGS SEED SPOKEN.npz FEATURES.npz`, a shard at a time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.settings import AugmentSettings, load_settings
from training.sound.features import FeatureMaker, Features, targets
from training.sound.noises import RATE_HZ, Sound, pool_of_noises
from training.sound.room import heard, resampled
from training.speech.spoken import Spoken, read_shard

_NOISES, _NOISE_S = 60, 9.0
_VOICES = 60  # of the shard itself, for the babble


def main(settings: AugmentSettings, seed: int, spoken_file: Path, features_file: Path) -> None:
    """Each utterance of the shard in `settings.copies` copies."""
    chance = np.random.default_rng(seed)
    spoken = list(read_shard(spoken_file))
    voices = [resampled(each.pcm.astype(np.float32), each.rate_hz, 1.0) for each in spoken[:_VOICES]]
    pool = pool_of_noises(chance, voices, _NOISES, _NOISE_S)
    maker = FeatureMaker()
    made = [_copy(each, pool, settings, maker, chance) for each in spoken for _ in range(settings.copies)]
    partial = features_file.with_suffix(".part.npz")
    np.savez(
        partial,
        features=np.concatenate([features for features, _ in made]).astype(np.float16),
        targets=np.concatenate([wanted for _, wanted in made]),
        frames=np.array([len(features) for features, _ in made], np.int64),
    )
    partial.rename(features_file)


def _copy(
    spoken: Spoken, pool: Sequence[Sound], settings: AugmentSettings, maker: FeatureMaker, chance: np.random.Generator
) -> tuple[Features, NDArray[np.int16]]:
    speed = chance.uniform(*settings.speed)
    speech = resampled(spoken.pcm.astype(np.float32), spoken.rate_hz, speed)
    before, after = (round(chance.uniform(*settings.silence_s) * RATE_HZ) for _ in range(2))
    speech = np.concatenate([np.zeros(before, np.float32), speech, np.zeros(after, np.float32)])
    features = maker.features(heard(speech, pool, settings, chance))
    stretch = (len(speech) - before - after) / len(spoken.pcm) / RATE_HZ
    starts_s = (spoken.starts * stretch + before / RATE_HZ).astype(np.float64)
    starts_s[0] = 0.0
    return features, targets(spoken.phones, starts_s, len(features))


if __name__ == "__main__":
    main(load_settings(Path(sys.argv[1])).augment, int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
