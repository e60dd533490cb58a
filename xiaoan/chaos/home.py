"""A home as the run sees it: what it was told to raise, what it accepted, and its process."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from messages.payloads import Alert
from xiaoan.chaos.actor import PAUSE_S
from xiaoan.chaos.home_program import ABOUT, DEVICE, Order
from xiaoan.chaos.line import Line
from xiaoan.chaos.program import Program
from xiaoan.chaos.schedule import Cry


class Home:
    """The journal counts an alert as accepted when the home's transaction was over, whatever was killed then.

    One that an end met while it was written is `torn`: it may arrive or not, but not twice. Another is raised for it.
    """

    def __init__(
        self, order: Order, line: Line, environment: Mapping[str, str], log: Path, new_id: Callable[[], UUID]
    ) -> None:
        self.order = order
        self.line = line
        self.program = Program(log, environment)
        self.offset_s, self.down_s = order.offset_s, PAUSE_S
        self.accepted: set[UUID] = set()
        self.torn: set[UUID] = set()
        self._new_id = new_id
        self._waiting: deque[Cry] = deque()
        self._sent: dict[UUID, Cry] = {}
        self._writing: UUID | None = None
        self._process: Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._kill_at_writing: asyncio.Event | None = None

    @property
    def idle(self) -> bool:
        """Everything it was told to raise is accepted."""
        return not self._waiting and not self._sent

    async def start(self) -> None:
        """See Actor."""
        order = self.order.model_copy(update={"offset_s": self.offset_s})
        command = [sys.executable, "-m", "xiaoan.chaos.home_program", order.model_dump_json()]
        self._process = await self.program.start(command, piped=True)
        self._reader = asyncio.create_task(self._read(self._process))
        self._hand_over()

    async def ended(self) -> None:
        """See Actor."""
        if self._reader is not None:
            await self._reader

    async def end(self) -> None:
        """See Actor."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        await self.program.end()
        await self.ended()

    def cry(self, cry: Cry) -> None:
        """To be raised as soon as the home runs."""
        self._waiting.append(cry)
        self._hand_over()

    async def kill_writing(self, within_s: float) -> bool:
        """kill -9 while it writes an alert, or after the time; False when it did not run."""
        self._kill_at_writing = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._kill_at_writing.wait(), within_s)
            return True
        self._kill_at_writing = None
        return await self.program.kill()

    def _hand_over(self) -> None:
        if self._process is None or self._process.stdin is None or self.program.pid is None:
            return
        while self._waiting:
            cry = self._waiting.popleft()
            self._sent[cry.id] = cry
            self._process.stdin.write(_alert(cry, self.order.home).body() + b"\n")

    async def _read(self, process: Process) -> None:
        assert process.stdout is not None  # noqa: S101 - it is piped
        while line := await process.stdout.readline():
            word, _, text = line.decode().strip().partition(" ")
            if word == ABOUT:
                self._begun(process, UUID(text))
            else:
                self._accepted(UUID(text))
        await process.wait()
        self._take_stock()

    def _begun(self, process: Process, alert: UUID) -> None:
        self._writing = alert
        if self._kill_at_writing is not None:
            with suppress(ProcessLookupError):
                process.kill()
                self._kill_at_writing.set()
            self._kill_at_writing = None

    def _accepted(self, alert: UUID) -> None:
        self.accepted.add(alert)
        del self._sent[alert]
        self._writing = None

    def _take_stock(self) -> None:
        """What the ended process had not begun is told to the next one; what it was writing is raised anew."""
        if self._writing is not None:
            cry = self._sent.pop(self._writing)
            self.torn.add(cry.id)
            self._waiting.append(replace(cry, id=self._new_id()))
            self._writing = None
        self._waiting.extendleft(reversed(self._sent.values()))
        self._sent.clear()


def _alert(cry: Cry, home: str) -> Alert:
    return Alert(
        id=cry.id,
        home=home,
        resident=f"resident-{cry.resident}",
        device=DEVICE,
        at=datetime.now(UTC),
        kind=cry.kind,
        urgency=cry.urgency,
    )
