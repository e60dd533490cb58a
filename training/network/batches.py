"""Shards of features as batches of utterances of about the same length."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.network.layers import CONTEXT
from training.sound.features import FRAMES_PER_OUTPUT

IGNORED = -100  # a target that is no frame


@dataclass(frozen=True)
class Batch:
    """(batch, 40, frames) and (batch, outputs)."""

    features: NDArray[np.float32]
    targets: NDArray[np.int64]


class FeatureStore:
    """All utterances in memory, as half floats (2 GB at most with the settings as they are)."""

    def __init__(self, files: Sequence[Path]) -> None:
        """Raises TrainingError for a damaged shard."""
        features, targets, frames = [], [], []
        for file in files:
            try:
                with np.load(file) as content:
                    features.append(content["features"])
                    targets.append(content["targets"])
                    frames.append(content["frames"])
            except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
                raise TrainingError(f"{file} is damaged ({error}); delete it and start again") from error
        self._features, self._targets = np.concatenate(features), np.concatenate(targets)
        self._frames = np.concatenate(frames)
        self._starts = np.concatenate(([0], np.cumsum(self._frames)))
        outputs = -(-self._frames // FRAMES_PER_OUTPUT)
        self._target_starts = np.concatenate(([0], np.cumsum(outputs)))

    @property
    def outputs(self) -> int:
        """Output frames of all utterances."""
        return len(self._targets)

    def mean_and_deviation(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Of each feature, over a frame in twenty."""
        some = self._features[::20].astype(np.float32)
        return some.mean(0), some.std(0)

    def counts(self, densities: int) -> NDArray[np.int64]:
        """How often each density is the target."""
        return np.bincount(self._targets, minlength=densities)

    def batches(self, outputs: int, seed: int) -> Iterator[Batch]:
        """Every utterance once, about `outputs` output frames at a time, in an order drawn from `seed`."""
        chance = random.Random(seed)
        order = sorted(range(len(self._frames)), key=lambda index: (int(self._frames[index]) // 24, chance.random()))
        groups: list[list[int]] = [[]]
        for index in order:
            longest = max(int(self._frames[index]), *(int(self._frames[each]) for each in groups[-1]), 1)
            if groups[-1] and (len(groups[-1]) + 1) * longest / FRAMES_PER_OUTPUT > outputs:
                groups.append([])
            groups[-1].append(index)
        chance.shuffle(groups)
        for group in groups:
            yield self._batch(group)

    def _batch(self, group: Sequence[int]) -> Batch:
        """Utterances are lengthened by their first and last frames, as Kaldi does at the edges."""
        outputs = max(-(-int(self._frames[index]) // FRAMES_PER_OUTPUT) for index in group)
        length = (outputs - 1) * FRAMES_PER_OUTPUT + 1
        features = np.empty((len(group), length + 2 * CONTEXT, self._features.shape[1]), np.float32)
        targets = np.full((len(group), outputs), IGNORED, np.int64)
        for row, index in enumerate(group):
            first, after = self._starts[index], self._starts[index + 1]
            at = np.clip(np.arange(-CONTEXT, length + CONTEXT) + first, first, after - 1)
            features[row] = self._features[at]
            known = self._targets[self._target_starts[index] : self._target_starts[index + 1]]
            targets[row, : len(known)] = known
        return Batch(features.transpose(0, 2, 1), targets)
