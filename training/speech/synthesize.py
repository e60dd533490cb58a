"""Step 2: all lines spoken, shard by shard, in short-lived processes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from training.jobs import Done, Job, run_jobs
from training.settings import SynthesisSettings
from training.speech.espeak import Manner


def synthesize(
    lines: Sequence[tuple[str, Manner]], folder: Path, data: Path, settings: SynthesisSettings, tones: bool, done: Done
) -> list[Path]:
    """The shards' files in order. Shards that are there are kept. Raises TrainingError with espeak-ng's words.

    `data`: the folder of espeak-ng's data that the voices are in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs = []
    for number, start in enumerate(range(0, len(lines), settings.shard)):
        part = [[pinyin, *astuple(manner)] for pinyin, manner in lines[start : start + settings.shard]]
        spoken, said = folder / f"shard-{number:04}.npz", folder / f"shard-{number:04}.json"
        said.write_text(json.dumps(part), encoding="utf-8")
        arguments = (str(said), str(spoken), "tones" if tones else "toneless", str(data))
        jobs.append(Job(spoken, "training.speech.shard", arguments))
    run_jobs(jobs, settings.processes, done)
    return [job.output for job in jobs]
