"""Work cut into files, each made by a process of its own. What is there already is not made again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError

_TRIES = 3
_TIMEOUT_S = 1200
Done = Callable[[int, int], None]
"""Called with the files that are there and of how many."""


@dataclass(frozen=True)
class Job:
    """`python -m MODULE ARGUMENTS` makes `output`, under another name first and renamed when it is whole."""

    output: Path
    module: str
    arguments: tuple[str, ...]


def run_jobs(jobs: Sequence[Job], processes: int, done: Done) -> None:
    """Runs what is missing, `processes` at a time. Raises TrainingError: the last words of what failed."""
    missing = [job for job in jobs if not job.output.exists()]
    finished = len(jobs) - len(missing)
    done(finished, len(jobs))
    pool = ThreadPoolExecutor(processes)
    try:
        for each in as_completed([pool.submit(_run, job) for job in missing]):
            each.result()
            finished += 1
            done(finished, len(jobs))
    finally:
        pool.shutdown(cancel_futures=True)


def _run(job: Job) -> None:
    command = [sys.executable, "-m", job.module, *job.arguments]
    complaint = ""
    for _ in range(_TRIES):
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
        except subprocess.TimeoutExpired:
            complaint = f"no answer within {_TIMEOUT_S} s"
            continue
        if ended.returncode == 0 and job.output.exists():
            return
        complaint = ended.stderr.strip()[-400:] or f"it ended with code {ended.returncode}"
    raise TrainingError(f"{job.output.name} could not be made ({_TRIES} tries): {complaint}")
