"""How much room there is where a program keeps its data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from config.settings import DiskSettings
from messages.thinning import Thinning, thinning_for

MB = 1_000_000


def free_bytes(folder: Path) -> int | None:
    """None when the disk cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


class DiskWatch:
    """Says what the room on a disk asks for."""

    def __init__(self, folder: Path, settings: DiskSettings, free: Callable[[Path], int | None] = free_bytes) -> None:
        self._folder = folder
        self._settings = settings
        self._free = free

    def thinning(self) -> Thinning:
        """What must be done now; nothing when the disk cannot be asked."""
        free = self._free(self._folder)
        if free is None:
            return Thinning.NONE
        return thinning_for(free, round(self._settings.low_mb * MB), round(self._settings.very_low_mb * MB))
