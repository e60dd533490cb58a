"""Shows how far a run is, and writes the log of the programs' own words and of every blow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@dataclass(frozen=True)
class Now:
    """How far it is."""

    phase: str
    raised: int
    arrived: int
    kills: int
    cuts: int


class Reporter:
    """A line on a terminal. While it is open, structlog writes to the file: standard output is for the figures."""

    def __init__(self, console: Console, log: Path, alerts: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[counts]}"), TimeElapsedColumn(),
            console=console, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("starting", total=alerts, counts="")
        self._log = log

    def __enter__(self) -> Reporter:
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._log.open("a", encoding="utf-8")
        structlog.configure(logger_factory=structlog.WriteLoggerFactory(self._file))
        self._progress.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        structlog.reset_defaults()
        self._file.close()

    def tell(self, now: Now) -> None:
        """Shows it."""
        counts = f"{now.arrived} of {now.raised} arrived, {now.kills} kills, {now.cuts} cuts"
        self._progress.update(self._task, description=now.phase, completed=now.raised, counts=counts)
