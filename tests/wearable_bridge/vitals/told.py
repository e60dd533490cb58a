"""A person whose values are told one after the other, and where the cases from outside are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from messages.payloads import Metric, Sample, Urgency
from messages.thresholds import Thresholds
from wearable_bridge.vitals.conditions import Condition, FindingKind
from wearable_bridge.vitals.person import Person
from wearable_bridge.vitals.series import Lasting

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTES = Lasting(window=6, needed=5, every_s=60)

Found = tuple[FindingKind, Urgency]


class Told:
    """A person in a land whose clock is UTC."""

    def __init__(self, limits: Thresholds | None = None, start: datetime = NOON) -> None:
        self.person = Person(MINUTES, ZoneInfo("UTC"), limits)
        self.now = start
        self.found: list[Condition] = []

    def values(self, metric: Metric, *values: float, every_s: float = 60.0, quality: float = 1.0) -> set[Found]:
        """What the last of them shows."""
        last: tuple[Condition, ...] = ()
        for value in values:
            last = self.person.take(metric, Sample(at=self.now, value=value, quality=quality))
            self.found.extend(last)
            self.now += timedelta(seconds=every_s)
        return {(condition.kind, condition.urgency) for condition in last}

    def pressure(self, upper: float, lower: float, times: int = 2, every_s: float = 1800.0) -> set[Found]:
        """What the last of so many measurements shows."""
        last: set[Found] = set()
        for _ in range(times):
            last = self.values(Metric.SYSTOLIC, upper, every_s=0)
            last |= self.values(Metric.DIASTOLIC, lower, every_s=every_s)
        return last
