"""A shard read back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError
from training.speech.espeak import Pcm


@dataclass(frozen=True)
class Spoken:
    """One utterance: its line in the shard, its sound, and each phone's number with the sample it begins at."""

    line: int
    pcm: Pcm
    phones: NDArray[np.int16]
    starts: NDArray[np.int64]
    rate_hz: int


def read_shard(file: Path) -> Iterator[Spoken]:
    """In the order they were spoken. Raises TrainingError for a damaged file."""
    try:
        with np.load(file) as content:
            arrays = {name: content[name] for name in content.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise TrainingError(f"{file} is damaged ({error}); delete it and start again") from error
    sample = phone = 0
    for line, length, count in zip(arrays["lines"], arrays["lengths"], arrays["counts"], strict=True):
        yield Spoken(
            int(line),
            arrays["pcm"][sample : sample + length],
            arrays["phones"][phone : phone + count],
            arrays["starts"][phone : phone + count],
            int(arrays["rate_hz"]),
        )
        sample, phone = sample + int(length), phone + int(count)
