"""Remembers what a step was done with, so that it is done again only when that changed or when it was interrupted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

STAMP = ".xiaoan-setup.json"


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """A hash of files (names and contents) and words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for file in sorted(files):
        total.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def read(folder: Path) -> dict[str, str]:
    """The stamp in a folder; empty when there is none."""
    try:
        content = json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in content.items()} if isinstance(content, dict) else {}


def redo(folder: Path, stamp: dict[str, str], step: Callable[[], None]) -> None:
    """Does a step and stamps the folder. The old stamp goes first: an interrupted step counts as not done."""
    (folder / STAMP).unlink(missing_ok=True)
    step()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text(json.dumps(stamp))
