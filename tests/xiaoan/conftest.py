"""Small child programs that stand in for the parts, and a supervisor over them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from xiaoan.events import Event, EventKind
from xiaoan.parts import Health, Part
from xiaoan.restart import RestartPolicy
from xiaoan.supervisor import Supervisor

QUICK = RestartPolicy(first_s=0.05, longest_s=0.2, steady_after_s=60)


class FileProbe:
    """Ready when the child has written its file; ready for a cry for help as well when that says sos."""

    def __init__(self, file: Path) -> None:
        self.file = file

    async def health(self) -> Health:
        if not self.file.exists():
            return Health(ready=False)
        text = self.file.read_text()
        return Health(ready="ready" in text, sos_ready="sos" in text)


@dataclass
class Told:
    """The events told so far, and a way to wait for the next of a kind."""

    events: list[Event] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def of(self, kind: EventKind, part: str | None = None) -> list[Event]:
        return [event for event in self.events if event.event is kind and part in (None, event.part)]

    async def wait(self, kind: EventKind, part: str | None = None, count: int = 1, timeout_s: float = 60) -> Event:
        async with asyncio.timeout(timeout_s):
            while len(found := self.of(kind, part)) < count:
                self._news.clear()
                await self._news.wait()
        return found[count - 1]


@dataclass
class Bench:
    """Makes parts out of Python text. The text may use `ready()`, which writes the probe's file."""

    folder: Path
    told: Told = field(default_factory=Told)

    def part(self, name: str, text: str) -> Part:
        file = self.folder / f"{name}.ready"
        start = f"import sys, os, time, signal, subprocess\ndef ready(t='ready'): open({str(file)!r}, 'w').write(t)\n"
        return Part(name, (sys.executable, "-S", "-c", start + text), FileProbe(file))

    @asynccontextmanager
    async def running(
        self, *parts: Part, policy: RestartPolicy = QUICK, stop_patience_s: float = 60
    ) -> AsyncIterator[Supervisor]:
        supervisor = Supervisor(parts, self.folder / "data", self.told, policy, stop_patience_s)
        await supervisor.start()
        try:
            yield supervisor
        finally:
            await supervisor.stop()


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def gone() -> Iterator[Callable[[int], bool]]:
    """Tells whether a process has ended (a zombie has)."""

    def has_gone(pid: int) -> bool:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return True
        return stat.rpartition(")")[2].split()[0] == "Z"

    yield has_gone
