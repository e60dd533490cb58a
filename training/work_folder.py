"""Where a run keeps what it made: an interrupted one goes on, and a changed one does the right steps anew."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

_STAMP = "made-of.txt"


class WorkFolder:
    """A folder for each step, emptied when what the step is made of has changed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def step(self, name: str, *made_of: str) -> Path:
        """The step's folder. `made_of`: everything its content depends on, as text."""
        folder, wanted = self.root / name, _hash(made_of)
        stamp = folder / _STAMP
        if not stamp.is_file() or stamp.read_text() != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            stamp.write_text(wanted)
        return folder


def code_of(package: Path) -> str:
    """A hash of the sources of a package, so that a changed program redoes its step."""
    return _hash(file.read_text(encoding="utf-8") for file in sorted(package.rglob("*.py")))


def _hash(texts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for text in texts:
        total.update(text.encode() + b"\0")
    return total.hexdigest()
