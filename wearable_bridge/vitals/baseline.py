"""What is usual for one person, learnt day by day with medians, so that single bad days and values do not move it."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from messages.payloads import Metric, PartOfDay, UsualRange

DAYS_KEPT = 28
DAYS_NEEDED = 7  # a week: every day of it once
VALUES_NEEDED_A_DAY = 4
VALUES_A_DAY = 96  # quarters of an hour
MAD_TO_SPREAD = 1.4826  # makes the median absolute deviation a standard deviation where values are normal
SPREADS_BEYOND = 3.5  # modified z-score of Iglewicz and Hoaglin, 1993
CENTRAL = 40  # of 40 parts all but the first and the last: the central 95 % of a reference interval (CLSI EP28)
LEARNT = (Metric.HEART_RATE, Metric.SPO2, Metric.TEMPERATURE, Metric.SYSTOLIC, Metric.RESPIRATION)


Part = PartOfDay


@dataclass(frozen=True)
class Usual:
    """`spread` is a robust standard deviation of the days' medians."""

    value: float
    spread: float
    days: int

    def beyond(self, least: float) -> float:
        """How far from `value` is unusual, `least` at any rate."""
        return max(least, SPREADS_BEYOND * self.spread)


class _Learnt(BaseModel):
    """One metric in one part of the day. `values`: of the day that is not over."""

    model_config = ConfigDict(extra="ignore")

    today: date | None = None
    values: Annotated[dict[int, FiniteFloat], Field(max_length=VALUES_A_DAY)] = Field(default_factory=dict)
    days: Annotated[list[FiniteFloat], Field(max_length=DAYS_KEPT)] = Field(default_factory=list)
    spans: Annotated[list[tuple[FiniteFloat, FiniteFloat]], Field(max_length=DAYS_KEPT)] = Field(default_factory=list)


class Baseline:
    """Of one person. At most LEARNT x 2 x (VALUES_A_DAY + 3 x DAYS_KEPT) numbers."""

    def __init__(self) -> None:
        self._learnt: dict[str, _Learnt] = {}
        self.has_new_days = False  # since somebody last said that it had not

    def learn(self, metric: Metric, part: Part, day: date, minute: int, value: float) -> None:
        """A good value at rest, at that minute of its own local day. The last in a quarter of an hour counts for it."""
        if metric not in LEARNT:
            return
        learnt = self._learnt.setdefault(_key(metric, part), _Learnt())
        if learnt.today is None or day > learnt.today:
            self.has_new_days |= _close(learnt)
            learnt.today = day
        elif day < learnt.today and (learnt.today - day).days > 1:  # the clock had run ahead
            learnt.today, learnt.values = day, {}
        if day == learnt.today:
            learnt.values[minute // 15 % VALUES_A_DAY] = value

    def usual(self, metric: Metric, part: Part) -> Usual | None:
        """None until a week has been learnt. The present day does not count yet."""
        learnt = self._learnt.get(_key(metric, part))
        if learnt is None or len(learnt.days) < DAYS_NEEDED:
            return None
        middle = statistics.median(learnt.days)
        deviation = statistics.median(abs(day - middle) for day in learnt.days)
        return Usual(middle, MAD_TO_SPREAD * deviation, len(learnt.days))

    def ranges(self) -> tuple[UsualRange, ...]:
        """Where the values of a usual day lie: the medians of the days' lower and upper ends. Nothing that has not been
        learnt for a week."""
        found = []
        for metric in LEARNT:
            for part in Part:
                learnt = self._learnt.get(_key(metric, part))
                if learnt is not None and len(learnt.spans) >= DAYS_NEEDED:
                    low, high = (statistics.median(ends) for ends in zip(*learnt.spans, strict=True))
                    days = len(learnt.spans)
                    found.append(UsualRange(metric=metric, part=part, low=low, high=high, days=days))
        return tuple(found)

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return {key: learnt.model_dump(mode="json") for key, learnt in self._learnt.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """What `as_json` gave; parts of it that cannot be read are learnt anew."""
        for metric in LEARNT:
            for part in Part:
                try:
                    self._learnt[_key(metric, part)] = _Learnt.model_validate(kept.get(_key(metric, part), {}))
                except ValidationError:
                    continue
        self.has_new_days = any(learnt.spans for learnt in self._learnt.values())


def _key(metric: Metric, part: Part) -> str:
    return f"{metric.value}/{part.value}"


def _close(learnt: _Learnt) -> bool:
    """The day is over: its median is one of the days. A clock that leapt far ahead adds one day at most. False for
    a day with too few values."""
    values, learnt.values = list(learnt.values.values()), {}
    if len(values) < VALUES_NEEDED_A_DAY:
        return False
    learnt.days = [*learnt.days, statistics.median(values)][-DAYS_KEPT:]
    ends = statistics.quantiles(values, n=CENTRAL, method="inclusive")
    learnt.spans = [*learnt.spans, (ends[0], ends[-1])][-DAYS_KEPT:]
    return True
