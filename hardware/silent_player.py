"""A music player that makes no sound, for a machine without a sound card."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import mutagen

from hardware.ports import DeviceError


class SilentPlayer:
    """MediaPlayer with the state a real one would have; files last as long as their tags say."""

    def __init__(self, volume_percent: int = 70, now_s: Callable[[], float] = time.monotonic) -> None:
        """`now_s` is a monotonic clock."""
        self._now_s = now_s
        self._volume, self._share = volume_percent, 100
        self._queue: list[tuple[Path, float]] = []  # file, length
        self._since: float | None = None  # None: paused
        self._played_s = 0.0  # of the first in the queue, before `_since`

    def play(self, files: tuple[Path, ...]) -> None:
        queue = [(file.absolute(), length) for file in files if (length := _length_s(file)) is not None]
        if not queue:
            raise DeviceError("There is nothing that can be played.")
        self._queue, self._played_s, self._since = queue, 0.0, self._now_s()

    def pause(self) -> None:
        self._advance()
        self._since = None

    def resume(self) -> None:
        if self._since is None:
            self._since = self._now_s()

    def next(self) -> None:
        self._advance()
        self._queue, self._played_s = self._queue[1:], 0.0

    def stop(self) -> None:
        self._queue = []

    def set_volume(self, percent: int) -> None:
        self._volume = min(100, max(0, percent))

    def duck(self, percent: int | None) -> None:
        self._share = 100 if percent is None else min(100, max(0, percent))

    @property
    def playing(self) -> Path | None:
        self._advance()
        return self._queue[0][0] if self._queue else None

    @property
    def paused(self) -> bool:
        self._advance()
        return self._since is None and bool(self._queue)

    @property
    def loudness(self) -> float:
        return self._volume * self._share / 100

    def close(self) -> None:
        self.stop()

    def _advance(self) -> None:
        """Moves on by the time that has passed."""
        if self._since is None:
            return
        now = self._now_s()
        self._played_s += now - self._since
        self._since = now
        while self._queue and self._played_s >= self._queue[0][1]:
            self._played_s -= self._queue.pop(0)[1]


def _length_s(file: Path) -> float | None:
    """Seconds; None for what is no music file."""
    try:
        tagged = mutagen.File(file)
    except (mutagen.MutagenError, OSError):
        return None
    return float(tagged.info.length) if tagged is not None else None
