"""A program under the blows: started, killed, frozen, its disk filled, and started again."""

from __future__ import annotations

import asyncio
import resource
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from xiaoan.processes import signal_group


class Program:
    """One process at a time, in a process group of its own. Its errors go to `log`."""

    def __init__(self, log: Path, environment: Mapping[str, str]) -> None:
        self.log = log
        self._environment = dict(environment)
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self, command: Sequence[str], piped: bool = False) -> Process:
        """`piped`: with pipes to its standard input and from its standard output."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE if piped else DEVNULL,
                stdout=PIPE if piped else log,
                stderr=log,
                start_new_session=True,
                env=self._environment,
            )
        return self._process

    async def kill(self) -> bool:
        """kill -9; False when it did not run."""
        return await self._end(signal.SIGKILL)

    async def end(self, patience_s: float = 20.0) -> None:
        """SIGTERM; after the patience kill -9."""
        try:
            async with asyncio.timeout(patience_s):
                self.freeze(False)
                await self._end(signal.SIGTERM)
        except TimeoutError:
            await self.kill()

    async def _end(self, how: signal.Signals) -> bool:
        process, pid = self._process, self.pid
        if process is None or pid is None or not signal_group(pid, how):
            return False
        await process.wait()
        return True

    def freeze(self, frozen: bool) -> bool:
        """SIGSTOP or SIGCONT."""
        return self.pid is not None and signal_group(self.pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def limit_files(self, largest_bytes: int | None) -> bool:
        """A write beyond so many bytes of a file fails, as on a full disk; None: no more. Needs no rights."""
        with suppress(ProcessLookupError):
            if self.pid is not None:
                _, hard = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
                resource.prlimit(
                    self.pid, resource.RLIMIT_FSIZE, (hard if largest_bytes is None else largest_bytes, hard)
                )
                return True
        return False
