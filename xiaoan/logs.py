"""The log files of supervised parts: a bounded size, and the last line of a part that died."""

from __future__ import annotations

import shutil
from pathlib import Path

LARGEST_BYTES = 5_000_000
KEPT_FILES = 2
TAIL_BYTES = 8_192
LINE_CHARACTERS = 300


def rotate(log: Path, largest_bytes: int = LARGEST_BYTES) -> None:
    """At a part's start: a log over the size becomes NAME.log.1, and so on; the oldest goes."""
    if not log.exists() or log.stat().st_size <= largest_bytes:
        return
    for number in range(KEPT_FILES, 0, -1):
        older = _numbered(log, number)
        newer = _numbered(log, number - 1) if number > 1 else log
        if newer.exists():
            newer.replace(older)


def shrink(log: Path, largest_bytes: int = LARGEST_BYTES) -> bool:
    """While a part runs: a log over twice the size is copied to NAME.log.1 and emptied in place.

    The part appends through the file it has open, so a line written in between may be lost. True when it was emptied.
    """
    if not log.exists() or log.stat().st_size <= 2 * largest_bytes:
        return False
    with log.open("rb") as source, _numbered(log, 1).open("wb") as target:
        source.seek(-largest_bytes, 2)
        shutil.copyfileobj(source, target)
    with log.open("r+b") as emptied:
        emptied.truncate(0)
    return True


def last_line(log: Path, since_byte: int = 0) -> str:
    """The last line with text that was written after `since_byte`, shortened; empty when there is none."""
    try:
        with log.open("rb") as source:
            size = source.seek(0, 2)
            source.seek(max(min(since_byte, size), size - TAIL_BYTES))
            lines = source.read().decode("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip()[:LINE_CHARACTERS] for line in reversed(lines) if line.strip()), "")


def _numbered(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
