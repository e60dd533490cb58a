"""A speaker without sound or network, with a check's guide in it and a bridge that answers as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from assistant.guided_check.book import CheckBook
from assistant.guided_check.guide import CheckGuide
from assistant.incoming import Incoming
from assistant.speaker.turns import Turns
from assistant.store.vitals import StoredVitals
from config.settings import HearingSettings
from messages.errors import BrokerError
from messages.guided_check import CheckReport, Measurable, Measured, MeasureWanted, Measuring, read_report
from messages.payloads import Event, EventKind, Metric, Payload, Urgency
from messages.session import Session
from messages.topics import Received
from skills.check_course import Pauses
from skills.ports import CheckBegun
from tests.assistant.speaker.test_turns import PHRASES, Rig

QUICK = Pauses(rest_s=0.01, wait_s=0.05, pressure_wait_s=0.05, pause_s=0.05, away_s=600, after_busy_s=0.05)
PATIENT = Pauses(rest_s=0.01, wait_s=600, pressure_wait_s=600, pause_s=600, away_s=600, after_busy_s=0.05)
ALL = (Metric.HEART_RATE, Metric.SPO2, Metric.SYSTOLIC, Metric.DIASTOLIC, Metric.TEMPERATURE)


class CheckRig(Rig):
    """`offered`: what the bridge can measure; None: it does not answer. `deaf`: the broker is gone."""

    def __init__(self, folder: Path, pauses: Pauses, tasks: asyncio.TaskGroup) -> None:
        super().__init__(folder)
        self.offered: tuple[Metric, ...] | None = ALL
        self.deaf = False
        self.wanted: list[MeasureWanted] = []
        self.link: Session | None = None  # to a real bridge
        self.check_book = CheckBook(self.engine, self.outbox)
        self.guide = CheckGuide(
            self._tell,
            self.mouth,
            self.desk,
            self.help_line,
            self.check_book,
            self.reporter,
            PHRASES,
            pauses,
            look_every_s=0.02,
        )
        self.turns = Turns(
            self.dialogue, self.mouth, self.help_line, self.desk, self.board, self.player, PHRASES, HearingSettings(),
            str, self.ducked.append, lambda: self.reminding, beside=self.guide,
        )  # fmt: skip
        self.incoming = Incoming(
            self.help_line, self.desk, self.book, StoredVitals(self.engine), self.mouth, self.outbox, self.reporter,
            PHRASES, self.turns, tasks, self.guide,
        )  # fmt: skip

    async def begins(self, *wanted: Metric) -> CheckBegun:
        return await self.guide.begin("wang", wanted or ALL)

    async def gets(self, payload: Payload) -> None:
        await self.incoming.handle(Received("demo", "home-1", payload))

    async def measures(self, metric: Metric, value: float, urgency: Urgency | None = None) -> None:
        await self.gets(
            Measured(
                home="home-1", resident="wang", device="bridge-1", at=self.clock.now(), check=self.wanted[-1].check,
                metric=metric, state=Measuring.GOOD, value=value, urgency=urgency,
            )
        )  # fmt: skip

    async def says(self, text: str) -> tuple[str, ...]:
        """To nobody by name; what is answered."""
        self.mouth.silent_since -= 10
        return (await self.turns.utterance(text, False)).replies

    async def hears(self, part: str, times: int = 1) -> str:
        """The line of the speaker that holds `part`, once it was said so often."""
        async with asyncio.timeout(60):
            while sum(part in line for line in self.said) < times:
                await asyncio.sleep(0.005)
        return [line for line in self.said if part in line][times - 1]

    async def ended(self) -> CheckReport:
        """The report, once it is on its way to the station."""
        async with asyncio.timeout(60):
            while not (reports := self.reports()):
                await asyncio.sleep(0.005)
        assert len(reports) == 1
        return reports[0]

    def reports(self) -> list[CheckReport]:
        rows = self.outbox.due(self.clock.now(), 100)
        events = [payload for payload in (row.payload() for row in rows) if isinstance(payload, Event)]
        return [read_report(event.detail) for event in events if event.kind is EventKind.GUIDED_CHECK]

    async def _tell(self, payload: Payload) -> None:
        if self.deaf:
            raise BrokerError("gone")
        assert isinstance(payload, MeasureWanted)
        self.wanted.append(payload)
        if self.link is not None:
            await self.link.tell(payload)
        elif self.offered is not None and payload.for_s:
            await self.gets(self.answer(payload.check, self.offered))

    def answer(self, check: UUID, metrics: tuple[Metric, ...]) -> Measurable:
        return Measurable(
            id=uuid4(), home="home-1", resident="wang", device="bridge-1", at=self.clock.now(), check=check,
            metrics=metrics,
        )  # fmt: skip


@asynccontextmanager
async def running(folder: Path, pauses: Pauses = PATIENT) -> AsyncIterator[CheckRig]:
    async with asyncio.TaskGroup() as tasks:
        rig = CheckRig(folder, pauses, tasks)
        parts = [tasks.create_task(work) for work in (rig.mouth.run(), rig.desk.run(), rig.guide.run())]
        yield rig
        for part in parts:
            part.cancel()
