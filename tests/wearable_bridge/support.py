"""The bridge's parts without a broker, and a way to see what they would send."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from config.phrases import load_phrases
from messages.database import open_sqlite
from messages.outbox import Outbox
from messages.payloads import Metric, Payload
from tests.messages.support import SetClock
from wearable_bridge.batches import Batches
from wearable_bridge.findings import Findings, Sent
from wearable_bridge.house_events import HouseEvents
from wearable_bridge.intake import Intake
from wearable_bridge.ports import AlarmKind, SourceAlarm, SourceReading, Wearer
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.rounds import Rounds
from wearable_bridge.vitals.series import Lasting
from wearable_bridge.vitals.watchman import Watchman


class Desk:
    """Everything behind the sources, over one database file; making it anew on the same file is a restart."""

    def __init__(self, file: Path, clock: SetClock) -> None:
        self.clock = clock
        self.engine = open_sqlite(file)
        self.outbox = Outbox(self.engine, clock)
        sent = Sent("home-1", "bridge-1", claim_within_s=30, ask_again_after_s=600)
        self.findings = Findings(self.engine, self.outbox, clock, load_phrases("zh"), sent)
        self.outbox.create()
        self.findings.create()
        self.batches = Batches("home-1", "bridge-1")
        self.house = house = HouseEvents(self.outbox, clock, "home-1", "bridge-1")
        kept = Kept(self.engine)
        kept.create()
        self.residents = Residents(kept, Lasting(6, 5, 5), ZoneInfo("Asia/Shanghai"))
        self.watchman = Watchman(kept, self.residents, Wearer("wang"), ZoneInfo("Asia/Shanghai"), clock.now())
        self.residents.load()
        self.watchman.load()
        self.rounds = Rounds(clock, self.residents, self.watchman, self.findings, saved_every_s=1e9)
        self.intake = Intake(clock, self.batches, self.findings, self.residents, self.watchman, house)

    def waiting(self) -> list[Payload]:
        return [row.payload() for row in self.outbox.due(self.clock.now(), 100)]

    def pulse(self, bpm: float, age_s: float = 0, metric: Metric = Metric.HEART_RATE) -> None:
        at = self.clock.now() - timedelta(seconds=age_s)
        self.intake.take(SourceReading("wang", metric, bpm, at))

    def pulses(self, bpm: float, count: int) -> None:
        for _ in range(count):
            self.pulse(bpm)
            self.clock.forward(5)

    def alarm(self, kind: AlarmKind) -> None:
        self.intake.take(SourceAlarm("wang", kind, self.clock.now()))
