"""One supervised part: starting it, seeing that it is ready, and starting it again after it died."""

from __future__ import annotations

import asyncio
import time
from asyncio.subprocess import Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xiaoan.events import Event, EventKind, Tell
from xiaoan.logs import last_line, rotate, shrink
from xiaoan.parts import Part
from xiaoan.processes import end, end_grandchildren, exit_of, spawn
from xiaoan.restart import RestartPolicy, RestartState, after_death

FIRST_POLL_S = 0.1
LONGEST_POLL_S = 1.0
SLOW_AFTER_S = 120.0
LOG_LOOK_EVERY_S = 30.0
NOT_STARTED = 127  # what a shell says of a program that is not there


@dataclass(frozen=True)
class RunnerOptions:
    """What all parts of one supervisor share. `since` is a time.monotonic()."""

    logs: Path
    marker: str
    tell: Tell
    since: float
    policy: RestartPolicy
    stop_patience_s: float


class Runner:
    """Keeps one part running until stopped."""

    def __init__(self, part: Part, options: RunnerOptions) -> None:
        self.part = part
        self.ready = asyncio.Event()
        self.sos_ready = asyncio.Event()
        self._options = options
        self._log = options.logs / f"{part.name}.log"
        self._process: Process | None = None
        self._wanted = asyncio.Event()
        self._wanted.set()
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._down = asyncio.Event()
        self._down.set()
        self._state = RestartState()
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process id, or None while it does not run."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Starts the loop."""
        self._task = asyncio.create_task(self._loop(), name=f"supervise {self.part.name}")

    def hold(self) -> None:
        """The part is not started again after its next end, until `release`."""
        self._wanted.clear()
        self._tell(EventKind.HELD)

    def release(self) -> None:
        """Starts the part now if it does not run, without the rest of its pause."""
        self._wanted.set()
        self._wake.set()

    async def ended(self) -> None:
        """Returns when the process that runs now has ended and been noticed."""
        await self._down.wait()

    async def stop(self) -> None:
        """Ends the part for good: SIGTERM, and SIGKILL after the patience."""
        self._stopping.set()
        self.release()
        self._tell(EventKind.STOPPING)
        if self._process is not None and not await end(self._process, self._options.stop_patience_s):
            self._tell(EventKind.FORCED)
        if self._task is not None:
            await self._task
        self._tell(EventKind.STOPPED)

    async def _loop(self) -> None:
        while not self._stopping.is_set():
            await self._wanted.wait()
            if self._stopping.is_set():
                return
            started = time.monotonic()
            await asyncio.to_thread(rotate, self._log)
            offset = self._log.stat().st_size if self._log.exists() else 0
            returncode, line = await self._run_once(started, offset)
            if self._stopping.is_set():
                return
            await self._pause_after(returncode, line, time.monotonic() - started)

    async def _run_once(self, started: float, offset: int) -> tuple[int, str]:
        """Runs the part until it ends: its return code, and the last line it wrote."""
        try:
            process = await spawn(self.part, self._log, self._options.marker)
        except OSError as error:
            return NOT_STARTED, f"{self.part.command[0]}: {error.strerror}"
        self._process = process
        self._down.clear()
        self._tell(EventKind.STARTED, pid=process.pid)
        if self._stopping.is_set():  # asked to stop while the process was being made
            await end(process, self._options.stop_patience_s)
        watches = [asyncio.create_task(self._watch_health(started)), asyncio.create_task(self._watch_log())]
        returncode = await process.wait()
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        self._process = None
        self.ready.clear()
        self.sos_ready.clear()
        if not self._stopping.is_set():
            await end_grandchildren(process.pid)
        self._down.set()
        return returncode, last_line(self._log, offset)

    async def _pause_after(self, returncode: int, line: str, ran_s: float) -> None:
        self._state, pause_s = after_death(self._options.policy, self._state, ran_s)
        code, name = exit_of(returncode)
        self._wake.clear()
        held = not self._wanted.is_set()
        self._tell(
            EventKind.DIED, exit_code=code, signal=name, last_line=line or None, pause_s=None if held else pause_s
        )
        if not held:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), pause_s)

    async def _watch_health(self, started: float) -> None:
        poll_s, slow = FIRST_POLL_S, False
        while True:
            health = await self.part.probe.health()
            took_s = round(time.monotonic() - started, 3)
            if health.sos_ready and not self.sos_ready.is_set():
                self.sos_ready.set()
                self._tell(EventKind.SOS_READY, took_s=took_s)
            if health.ready:
                self.ready.set()
                self._tell(EventKind.READY, took_s=took_s)
                return
            if took_s > SLOW_AFTER_S and not slow:
                slow = True
                self._tell(EventKind.SLOW, took_s=took_s, last_line=last_line(self._log) or None)
            await asyncio.sleep(poll_s)
            poll_s = min(poll_s * 1.3, LONGEST_POLL_S)

    async def _watch_log(self) -> None:
        while True:
            await asyncio.sleep(LOG_LOOK_EVERY_S)
            await asyncio.to_thread(shrink, self._log)

    def _tell(
        self,
        kind: EventKind,
        *,
        pid: int | None = None,
        took_s: float | None = None,
        exit_code: int | None = None,
        signal: str | None = None,
        last_line: str | None = None,
        pause_s: float | None = None,
    ) -> None:
        seconds = round(time.monotonic() - self._options.since, 3)
        self._options.tell(
            Event(
                kind, seconds, self.part.name, pid=pid, took_s=took_s, exit_code=exit_code, signal=signal,
                last_line=last_line, pause_s=pause_s,
            )
        )  # fmt: skip
