"""Speaks one shard: `python -m training.speech.speak LINES.json SHARD.npz tones|toneless DATA LEFT_OUT…`.

DATA is the folder of espeak-ng's data. Before each line its number is written to SHARD.at, so that whoever started
it knows at which one espeak-ng crashed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from training.errors import TrainingError
from training.phones import inventory
from training.speech.alignment import align
from training.speech.espeak import Espeak, Manner, Pcm

_PAUSES = ",.!?;"


def main(lines_file: Path, shard_file: Path, tones: bool, data: Path, left_out: frozenset[int]) -> None:
    """Writes the spoken shard; its last step is a rename, so that a half-written one is never taken for whole."""
    espeak, at = Espeak(data), shard_file.with_suffix(".at")
    number = {phone: index for index, phone in enumerate(inventory(tones))}
    sounds: list[Pcm] = []
    lines, lengths, counts, phones, starts = [], [], [], [], []
    for line, (pinyin, *said) in enumerate(json.loads(lines_file.read_text(encoding="utf-8"))):
        if line in left_out:
            continue
        at.write_text(str(line))
        pcm, marks = espeak.say(pinyin, Manner(*said))
        syllables = pinyin.translate(str.maketrans("", "", _PAUSES)).split()
        segments = align(syllables, marks, len(pcm), tones)
        if segments is None:
            continue
        sounds.append(pcm)
        lines.append(line)
        lengths.append(len(pcm))
        counts.append(len(segments))
        phones += [number[segment.phone] for segment in segments]
        starts += [segment.sample for segment in segments]
    if not sounds:
        raise TrainingError("espeak-ng spoke no line of this shard with its times")
    partial = shard_file.with_suffix(".part.npz")
    np.savez(
        partial,
        rate_hz=espeak.rate_hz,
        pcm=np.concatenate(sounds),
        lines=np.array(lines, np.int64),
        lengths=np.array(lengths, np.int64),
        counts=np.array(counts, np.int64),
        phones=np.array(phones, np.int16),
        starts=np.array(starts, np.int64),
    )
    partial.rename(shard_file)
    at.unlink(missing_ok=True)


if __name__ == "__main__":
    try:
        lines_file, shard_file, tones, data, *left_out = sys.argv[1:]
        main(Path(lines_file), Path(shard_file), tones == "tones", Path(data), frozenset(map(int, left_out)))
    except TrainingError as error:
        sys.exit(str(error))
