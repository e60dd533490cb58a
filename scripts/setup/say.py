"""What the set-up prints, and how it runs other programs."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager


class SetupError(Exception):
    """The set-up cannot go on. The text says what a person must do."""


def line(text: str) -> None:
    """One line of progress."""
    print(f"setup: {text}", flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Tells that a long step begins and how long it took."""
    line(f"{what} …")
    before = time.monotonic()
    yield
    line(f"{what}: done in {time.monotonic() - before:.0f} s")


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Runs a program with its output shown. Raises SetupError when it fails."""
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    try:
        code = subprocess.run(list(command), env={**inherited, **(environment or {})}, check=False).returncode
    except OSError as error:
        raise SetupError(f"{command[0]} cannot be started: {error.strerror}") from error
    if code != 0:
        raise SetupError(f"this failed with exit code {code}: {shlex.join(command)}")


def output(command: Sequence[str], timeout_s: float = 60) -> str | None:
    """What a program prints, or None when it does not run or fails."""
    try:
        done = subprocess.run(
            list(command), capture_output=True, text=True, check=False, timeout=timeout_s, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def fail(error: SetupError) -> None:
    """The last line of a set-up that cannot go on."""
    print(f"setup: {error}", file=sys.stderr, flush=True)
