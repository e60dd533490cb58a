"""Whether a value can be what a living person's body did, or is only what a sensor did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.payloads import Metric

FULL_QUALITY, DOUBTFUL_QUALITY, USED_FROM_QUALITY = 1.0, 0.3, 0.5


class Verdict(StrEnum):
    """What becomes of a value: `OK` counts, `JUMP` is kept with a low quality, the others are no readings."""

    OK = "ok"
    JUMP = "jump"
    NOTHING_MEASURED = "nothing_measured"
    OUT_OF_RANGE = "out_of_range"

    @property
    def is_reading(self) -> bool:
        return self in (Verdict.OK, Verdict.JUMP)

    @property
    def quality(self) -> float:
        """The sample's quality, 0..1."""
        return {Verdict.OK: FULL_QUALITY, Verdict.JUMP: DOUBTFUL_QUALITY}.get(self, 0.0)


@dataclass(frozen=True)
class Earlier:
    """The value before, in range, whether it was a jump or not."""

    value: float
    at: datetime


# What sensors of the kind can display and people have lived with; wider than any alarm limit.
RANGES: dict[Metric, tuple[float, float]] = {
    Metric.HEART_RATE: (20, 250),
    Metric.SPO2: (50, 100),
    Metric.SYSTOLIC: (50, 270),
    Metric.DIASTOLIC: (20, 180),
    Metric.TEMPERATURE: (30, 43),
    Metric.RESPIRATION: (3, 70),
    Metric.STEPS: (0, 200_000),
}

# Largest believable change between two values that follow each other within COMPARED_WITHIN_S.
JUMPS: dict[Metric, float] = {Metric.HEART_RATE: 40, Metric.SPO2: 10, Metric.TEMPERATURE: 1.0}
COMPARED_WITHIN_S = 10.0


LIVE_WITHIN_S = 120.0  # older readings are back-fill: kept, and no ground for an alarm now


def is_live(at: datetime, now: datetime, backfill: bool) -> bool:
    """Whether a value tells how its wearer is now. `backfill`: the device says itself that it kept it for a while."""
    return not backfill and (now - at).total_seconds() <= LIVE_WITHIN_S


def judge(metric: Metric, value: float, at: datetime, earlier: Earlier | None) -> Verdict:
    """A jump is doubted once: the next value near it is believed."""
    if value == 0 and metric is not Metric.STEPS:
        return Verdict.NOTHING_MEASURED
    low, high = RANGES[metric]
    if not low <= value <= high:  # also refuses nan
        return Verdict.OUT_OF_RANGE
    largest = JUMPS.get(metric)
    if earlier is None or largest is None:
        return Verdict.OK
    soon = abs((at - earlier.at).total_seconds()) <= COMPARED_WITHIN_S
    return Verdict.JUMP if soon and abs(value - earlier.value) > largest else Verdict.OK
