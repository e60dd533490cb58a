"""A desk over real rules and findings, whose messages are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from messages.errors import BrokerError
from messages.guided_check import CheckOutcome, CheckReport, Measurable, Measured, MeasureWanted, Measuring
from messages.payloads import Event, EventKind, Metric, Payload
from messages.topics import Received
from tests.messages.support import SetClock
from tests.wearable_bridge.support import Desk
from wearable_bridge.guided_check.desk import CheckDesk, Names
from wearable_bridge.guided_check.devices import DevicesHeard
from wearable_bridge.guided_check.witness import CheckWitness
from wearable_bridge.intake import Intake
from wearable_bridge.ports import SourceReading, Wearer
from wearable_bridge.vitals.kept import Kept

CHECK = UUID("8a1c4f6e-3d1c-4f6b-9a43-0d6e5b7c2f10")


@dataclass
class Checks:
    """The bridge between its sources and its session, with a check's part in it."""

    desk: Desk
    checks: CheckDesk
    devices: DevicesHeard
    told: list[Payload]
    ordered: list[tuple[str, Metric]]
    deaf: bool = False

    def wants(
        self, for_s: float = 30, metric: Metric | None = None, resident: str = "wang", home: str = "home-1"
    ) -> None:
        self.says(
            MeasureWanted(
                home=home, resident=resident, device="speaker-1", at=self.desk.clock.now(), check=CHECK,
                for_s=for_s, metric=metric,
            )
        )  # fmt: skip

    def finishes(self, values: Mapping[Metric, tuple[float, ...]], event_id: UUID = CHECK) -> None:
        report = CheckReport(CheckOutcome.DONE, 200, values)
        self.says(
            Event(
                id=event_id, home="home-1", resident="wang", device="speaker-1", at=self.desk.clock.now(),
                kind=EventKind.GUIDED_CHECK, detail=report.detail(),
            )
        )  # fmt: skip

    def says(self, payload: Payload) -> None:
        self.checks.take(Received("demo", payload.home, payload))

    def reads(self, metric: Metric, value: float, source: str = "clip", quality: float = 1.0) -> None:
        self.desk.intake.take(SourceReading("wang", metric, value, self.desk.clock.now(), quality, source))

    def measured(self) -> list[tuple[Metric, Measuring, float | None]]:
        return [(m.metric, m.state, m.value) for m in self.told if isinstance(m, Measured)]

    def measurable(self) -> list[tuple[Metric, ...]]:
        return [each.metrics for each in self.told if isinstance(each, Measurable)]


def checks_over(file: Path, clock: SetClock) -> Checks:
    """On the same file again it is a restart."""
    desk = Desk(file, clock)
    devices = DevicesHeard(Kept(desk.engine))
    devices.load()
    told: list[Payload] = []
    ordered: list[tuple[str, Metric]] = []

    async def tell(payload: Payload) -> None:
        if made.deaf:
            raise BrokerError("gone")
        told.append(payload)

    wearers = frozenset({Wearer("wang"), Wearer("li"), Wearer("zhao", "home-9")})
    checks = CheckDesk(
        Names("home-1", "bridge-1", wearers), clock, desk.residents, devices, desk.findings, tell,
        lambda wearer, metric: ordered.append((wearer.resident, metric)),
    )  # fmt: skip
    witness = CheckWitness(devices, checks)
    desk.intake = Intake(clock, desk.batches, desk.findings, desk.residents, desk.watchman, desk.house, (witness,))
    made = Checks(desk, checks, devices, told, ordered)
    return made
