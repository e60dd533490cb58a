"""Step 3: every shard of speech becomes a shard of features."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.jobs import Done, Job, run_jobs


def prepare_all(
    spoken: Sequence[Path], folder: Path, settings_file: Path, seed: int, processes: int, done: Done
) -> list[Path]:
    """The shards' files in order. Shards that are there are kept. Raises TrainingError."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [
        Job(
            folder / file.name,
            "training.sound.prepare",
            (str(settings_file), str(seed + number), str(file), str(folder / file.name)),
        )
        for number, file in enumerate(spoken)
    ]
    run_jobs(jobs, processes, done)
    return [job.output for job in jobs]
