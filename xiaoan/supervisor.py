"""Starts the parts of a home and a station on one machine, keeps them running, and stops them."""

from __future__ import annotations

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from xiaoan.errors import XiaoanError
from xiaoan.events import Event, EventKind, Tell
from xiaoan.parts import Part
from xiaoan.processes import signal_group, spawn_keeper
from xiaoan.restart import RestartPolicy
from xiaoan.runner import Runner, RunnerOptions

STOP_PATIENCE_S = 10.0


class NotReady(XiaoanError):  # noqa: N818 - it is a state, told as such
    """A part was not ready within the time given. The text names it and its log."""


def silent(_event: Event) -> None:
    """Tells nobody."""


class Supervisor:
    """Runs parts as processes. All start at once; they stop in the reverse of the order given.

    `data` is the folder whose `logs` receive the parts' output; at most one supervisor may use it (xiaoan.single).
    When the supervisor is killed, its keeper ends every process it had started.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        data: Path,
        tell: Tell = silent,
        policy: RestartPolicy | None = None,
        stop_patience_s: float = STOP_PATIENCE_S,
    ) -> None:
        self._data = data
        self._logs = data / "logs"
        self._stop_patience_s = stop_patience_s
        self._tell = tell
        self._since = time.monotonic()
        options = RunnerOptions(self._logs, str(data), tell, self._since, policy or RestartPolicy(), stop_patience_s)
        self._runners = {part.name: Runner(part, options) for part in parts}
        self._keeper: Process | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The parts' names, in the order of their start."""
        return tuple(self._runners)

    async def start(self) -> None:
        """Starts all parts without waiting until they are ready. Raises OSError when the folder is unusable."""
        self._logs.mkdir(parents=True, exist_ok=True)
        self._keeper = await spawn_keeper(str(self._data))
        for runner in self._runners.values():
            runner.start()

    async def wait_ready(self, part: str | None = None, timeout_s: float = 180.0) -> None:
        """Returns when the part (None: every part) is ready. Raises NotReady."""
        names = list(self._runners) if part is None else [part]
        await self._wait([self._runners[name].ready for name in names], names, timeout_s)

    async def wait_sos_ready(self, part: str, timeout_s: float = 60.0) -> None:
        """Returns when the part says that it takes a cry for help. Raises NotReady."""
        await self._wait([self._runners[part].sos_ready], [part], timeout_s)

    async def stop(self) -> None:
        """Stops all parts in reverse order. A part that does not stop in time is killed."""
        for runner in reversed(list(self._runners.values())):
            await runner.stop()
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            await self._keeper.wait()
            self._keeper = None

    async def kill(self, part: str, restart: bool = True) -> None:
        """Kills a part and its children with SIGKILL, and returns when its end was noticed."""
        runner = self._runners[part]
        if not restart:
            runner.hold()
        if runner.pid is not None:
            signal_group(runner.pid, signal.SIGKILL)
        await runner.ended()

    async def halt(self, part: str, kill: bool = False) -> None:
        """Stops a part, politely or with SIGKILL, and holds it until `start_part`."""
        if kill:
            await self.kill(part, restart=False)
            return
        runner = self._runners[part]
        runner.hold()
        if (pid := runner.pid) is not None:
            signal_group(pid, signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(runner.ended(), self._stop_patience_s)
            signal_group(pid, signal.SIGKILL)
        await runner.ended()

    def pause_restart(self, part: str) -> None:
        """After its next end the part stays down until `start_part`."""
        self._runners[part].hold()

    async def start_part(self, part: str) -> None:
        """Starts a part that is held or waits out its pause."""
        self._runners[part].release()

    def pid(self, part: str) -> int | None:
        """The part's process id, or None while it does not run."""
        return self._runners[part].pid

    def log(self, part: str) -> Path:
        """The file with the part's output."""
        return self._logs / f"{part}.log"

    def tell(self, kind: EventKind, **fields: str | float) -> None:
        """Adds an event of the whole to those of the parts."""
        self._tell(Event(kind, round(time.monotonic() - self._since, 3), **fields))  # type: ignore[arg-type]

    async def _wait(self, flags: list[asyncio.Event], names: list[str], timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                for flag in flags:
                    await flag.wait()
        except TimeoutError as error:
            late = [name for name, flag in zip(names, flags, strict=True) if not flag.is_set()]
            logs = ", ".join(str(self.log(name)) for name in late)
            raise NotReady(f"not ready after {timeout_s:.0f} s: {', '.join(late)}. See {logs}") from error
