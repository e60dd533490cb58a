"""Crowds of simulated watches in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from xiaoan.errors import LocalServerError

WATCHES_A_PROCESS = 5000
ENDED_WITHIN_S = 30.0


class Crowds:
    """Processes that do the same at the same time."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes

    def do(self, what: str, **options: object) -> list[dict[str, Any]]:
        """What each has done. Raises LocalServerError when one has died."""
        try:
            for process in self._processes:
                if process.stdin is not None:
                    process.stdin.write(json.dumps({"do": what, **options}) + "\n")
                    process.stdin.flush()
            lines = [process.stdout.readline() for process in self._processes if process.stdout is not None]
            return [json.loads(line) for line in lines]
        except (OSError, ValueError) as error:
            raise LocalServerError("A process of simulated watches has ended; too little memory?") from error


@contextmanager
def crowds(host: str, port: int, count: int) -> Iterator[Crowds]:
    """So many watches, that have not dialled yet, while the block runs."""
    with ExitStack() as closing:
        processes = []
        for first in range(0, count, WATCHES_A_PROCESS):
            size = min(WATCHES_A_PROCESS, count - first)
            command = [sys.executable, "-m", "xiaoan.bands.crowd", host, str(port), str(first), str(size)]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            closing.callback(_end, process)
            processes.append(process)
        yield Crowds(processes)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(ENDED_WITHIN_S)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
