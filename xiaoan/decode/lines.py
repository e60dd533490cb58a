"""The lines of a file of any size, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from xiaoan.errors import XiaoanError

LONGEST_LINE_BYTES = 2 * 1024 * 1024


def lines_of(file: Path) -> Iterator[bytes | None]:
    """Each line without its end; None for one that is too long. Raises XiaoanError when the file cannot be read."""
    try:
        with file.open("rb") as stream:
            while line := stream.readline(LONGEST_LINE_BYTES + 1):
                if len(line) <= LONGEST_LINE_BYTES or line.endswith(b"\n"):
                    yield line.rstrip(b"\r\n")
                    continue
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE_BYTES)
                yield None
    except OSError as error:
        raise XiaoanError(f"{file}: cannot be read ({error.strerror}).") from error
