"""One supervisor per data folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiaoan.errors import XiaoanError


class AlreadyRunning(XiaoanError):  # noqa: N818 - it is a state, told as such
    """Another `xiaoan up` holds this data folder. `pid` is its process id, 0 if unknown."""

    def __init__(self, text: str, pid: int) -> None:
        super().__init__(text)
        self.pid = pid


def holder(folder: Path) -> int | None:
    """The process id of the supervisor that holds the folder (0: unknown), or None."""
    try:
        with (folder / "up.lock").open("r") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _number(file.read())
    except OSError:
        return None
    return None


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder. The lock goes with the process, however it ends. Raises AlreadyRunning, OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            pid = _number(file.read())
            raise AlreadyRunning(f"{folder} is already in use by another `xiaoan up` (process {pid}).", pid) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _number(text: str) -> int:
    return int(text) if text.strip().isdigit() else 0
