"""Step 7: the finished model takes the place of the old one, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path


def install(model: Path, place: Path) -> None:
    """Copies the model beside `place` and swaps the folders."""
    fresh, old = place.with_name(place.name + ".new"), place.with_name(place.name + ".old")
    for folder in (fresh, old):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(model, fresh)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
