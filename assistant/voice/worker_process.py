"""A helper process that answers lines with lines, and is ended when it does not."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import time
from collections.abc import Sequence


class WorkerError(Exception):
    """The helper process died or stalled, and has been ended."""


class WorkerProcess:
    """Not thread-safe."""

    def __init__(self, command: Sequence[str], errors_too: bool = False) -> None:
        """Starts it; `errors_too`: lines on standard error are answers as well. Raises WorkerError."""
        self._unread = b""
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if errors_too else subprocess.DEVNULL,
            )
        except OSError as error:
            raise WorkerError(f"cannot be started: {error.strerror}") from error

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def write_line(self, line: str) -> None:
        """Hands it a line (no newline within). Raises WorkerError."""
        stdin = self._process.stdin
        if stdin is None or self._process.poll() is not None:
            raise WorkerError(self._ended("died"))
        try:
            stdin.write(line.encode() + b"\n")
            stdin.flush()
        except OSError as error:
            raise WorkerError(self._ended("closed its input")) from error

    def read_line(self, timeout_s: float) -> str:
        """Its next line. Raises WorkerError when none comes in time."""
        stdout, until = self._process.stdout, time.monotonic() + timeout_s
        if stdout is None:
            raise WorkerError(self._ended("has no output"))
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise WorkerError(self._ended("gave no answer in time"))
                block = os.read(stdout.fileno(), 65536)
                if not block:
                    raise WorkerError(self._ended("died"))
                self._unread += block
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode(errors="replace")

    def close(self) -> None:
        """Ends it at once; harmless when it has ended already."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not flushed has no reader any more
                    pipe.close()

    def _ended(self, why: str) -> str:
        self.close()
        return f"{why} (code {self._process.returncode})"
