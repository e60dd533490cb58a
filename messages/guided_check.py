"""What speaker and bridge say to each other during a guided check, and how a finished one is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, FiniteFloat

from messages.payloads import Metric, Payload, Urgency

LONGEST_WATCH_S = 120.0


class MeasureWanted(Payload):
    """A check goes on: for `for_s` from now the bridge tells what can be measured, and each value at once. 0 ends it.

    `metric` is what is measured now; a device that measures when it is told to is told.
    """

    name: ClassVar[str] = "measure_wanted"
    check: UUID
    for_s: Annotated[float, Field(ge=0, le=LONGEST_WATCH_S, allow_inf_nan=False)]
    metric: Metric | None = None


class Measurable(Payload):
    """What can be measured of the resident now, by the devices that are there. The answer to each `measure_wanted`."""

    name: ClassVar[str] = "measurable"
    check: UUID
    metrics: Annotated[tuple[Metric, ...], Field(max_length=20)]


class Measuring(StrEnum):
    """What became of a value."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # a leap, bad contact
    NOTHING = "nothing"  # the device measured nothing, or what no living body shows
    OFF = "off"  # nobody wears the device


class Measured(Payload):
    """One value, told at once during a check.

    `age_s`: how old it is by the bridge's clock. `urgency`: of the line that this value by itself crosses, if any.
    """

    name: ClassVar[str] = "measured"
    check: UUID
    metric: Metric
    state: Measuring
    value: FiniteFloat | None = None  # of a good one only
    age_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    urgency: Urgency | None = None


class CheckOutcome(StrEnum):
    """How a check ended."""

    DONE = "done"
    NOTHING = "nothing"  # no value came
    STOPPED = "stopped"  # she did not want to go on
    SILENT = "silent"  # asked whether she was all right, she did not answer
    CRY = "cry"  # help was called for meanwhile
    AWAY = "away"  # the bridge did not answer any more


@dataclass(frozen=True)
class CheckReport:
    """A check as it ended. `values`: one of each metric, or two where it was measured again, the newer one last."""

    outcome: CheckOutcome
    lasted_s: int
    values: Mapping[Metric, tuple[float, ...]] = field(default_factory=dict)
    missed: tuple[Metric, ...] = ()

    def detail(self) -> dict[str, str]:
        """As the detail of an event `guided_check`."""
        told = {"outcome": self.outcome.value, "lasted_s": str(self.lasted_s)}
        told |= {metric.value: " ".join(f"{value:g}" for value in values) for metric, values in self.values.items()}
        return told | ({"missed": " ".join(self.missed)} if self.missed else {})


def read_report(detail: Mapping[str, str]) -> CheckReport:
    """The report that a detail tells; what it does not know is passed over. Raises ValueError."""
    values = {
        metric: tuple(map(float, detail[metric.value].split()[:2])) for metric in Metric if detail.get(metric.value)
    }
    missed = tuple(Metric(name) for name in detail.get("missed", "").split() if name in list(Metric))
    return CheckReport(CheckOutcome(detail.get("outcome", "")), int(detail.get("lasted_s", "0")), values, missed)
