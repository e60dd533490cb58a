"""What is remembered of one resident's values, and what the rules find when another one comes."""

from __future__ import annotations

import math
import statistics
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from messages.payloads import Metric, Sample, UsualRange
from messages.thresholds import Thresholds
from wearable_bridge.plausibility import COMPARED_WITHIN_S, USED_FROM_QUALITY, Earlier, Verdict, judge
from wearable_bridge.vitals.baseline import LEARNT, Baseline, Part
from wearable_bridge.vitals.conditions import ESCALATES_AFTER_S, Condition, is_night, waits_for_the_morning
from wearable_bridge.vitals.rules import (
    CHANGES,
    MEASURES,
    Held,
    changed,
    crossed,
    held_score,
    is_resting,
    partial_score,
    several,
)
from wearable_bridge.vitals.series import Lasting, Series, Value

STEPS_KEPT = 512
HOURS_KEPT, HOURS_NEEDED = 26, 8  # of the last day, before the present hour
RESTING_WITHIN_S = 600.0
PRESSURES_TOGETHER_S = 60.0
SLOTS_LEAST, SLOTS_MOST = 24, 1500
_AGAINST_HER_OWN = frozenset(change.kind for change in CHANGES.values())


@dataclass(frozen=True)
class Settled:
    """What holds for a person: the lines, how long something must last, where she lives."""

    limits: Thresholds
    lasting: Lasting
    zone: tzinfo


class Person:
    """One resident. Bounded. What lasts shows itself again after a restart; only the baseline has to be kept."""

    def __init__(self, lasting: Lasting, zone: tzinfo, limits: Thresholds | None = None) -> None:
        self._settled = Settled(limits or Thresholds(), lasting, zone)
        slots = math.ceil(1.5 * ESCALATES_AFTER_S / lasting.every_s)
        self._slots = min(max(slots, SLOTS_LEAST, 2 * lasting.window), SLOTS_MOST)
        self._earlier: dict[Metric, Earlier] = {}
        self._series: dict[str, Series] = {}
        self._held: dict[Metric, Held] = {}
        self._hours: dict[Metric, Series] = {}
        self._steps: deque[Value] = deque(maxlen=STEPS_KEPT)
        self._pressure: dict[Metric, Value] = {}
        self._baseline = Baseline()
        self.has_learnt = False  # since somebody last said that it had not

    @property
    def limits(self) -> Thresholds:
        """The lines that hold now."""
        return self._settled.limits

    def set_limits(self, limits: Thresholds) -> None:
        """Holds from the next value on."""
        self._settled = Settled(limits, self._settled.lasting, self._settled.zone)

    def judge(self, metric: Metric, sample: Sample) -> Verdict:
        """Whether the value is one, compared with the one before it."""
        verdict = judge(metric, sample.value, sample.at, self._earlier.get(metric))
        if verdict.is_reading:
            self._earlier[metric] = Earlier(sample.value, sample.at)
        return verdict

    def take(self, metric: Metric, sample: Sample) -> tuple[Condition, ...]:
        """What lasts now that this live sample has come, the most urgent first."""
        if sample.quality < USED_FROM_QUALITY:
            return ()
        value = Value(sample.at, sample.value)
        if metric is Metric.STEPS:
            self._steps.append(value)
            return ()
        if metric in MEASURES:
            self._keep(metric.value, value)
        if metric in CHANGES:
            self._hours.setdefault(metric, Series(3600.0, HOURS_KEPT)).add(value)
        mean = self._mean_pressure(metric, value)
        if mean is not None:
            self._keep("mean_pressure", mean)
        found = self._found(metric, value, mean is not None)
        if all(condition.kind in _AGAINST_HER_OWN for condition in found):  # a new usual is learnt, an illness is not
            self._learn(metric, value)
        if self._at_night(value.at):
            found = [condition for condition in found if not waits_for_the_morning(condition)]
        return tuple(sorted(found, key=lambda condition: condition.urgency.rank))

    def learnt(self) -> dict[str, Any]:
        """The baseline, to be kept."""
        return self._baseline.as_json()

    def restore(self, kept: Mapping[str, Any]) -> None:
        """The baseline, as it was kept."""
        self._baseline.restore(kept)

    @property
    def has_new_days(self) -> bool:
        """True when a day more has been learnt since `usual_ranges` was told."""
        return self._baseline.has_new_days

    def told_usual(self) -> None:
        """Somebody has been told of the days so far."""
        self._baseline.has_new_days = False

    def usual_ranges(self) -> tuple[UsualRange, ...]:
        """Between what and what the values of a usual day lie."""
        return self._baseline.ranges()

    def usual(self, metric: Metric, at: datetime) -> float | None:
        """What was learnt to be usual at that time of day."""
        learnt = self._baseline.usual(metric, self._part(at))
        return None if learnt is None else learnt.value

    def _found(self, metric: Metric, value: Value, with_mean: bool) -> list[Condition]:
        limits, lasting = self._settled.limits, self._settled.lasting
        resting = self._is_resting(value.at)
        found: list[Condition | None] = []
        for measure in (metric.value, *(("mean_pressure",) if with_mean else ())):
            edges = limits.edges(measure)
            if edges is not None and measure in self._series and not any(found):
                found.append(crossed(measure, self._series[measure], edges, resting, lasting))
        if metric in CHANGES and limits.own_baseline:
            learnt = self._baseline.usual(metric, self._part(value.at))
            of_the_day = self._of_the_last_day(metric, value.at)
            found.append(changed(metric, self._series[metric.value], learnt, of_the_day, resting, lasting))
        if metric in MEASURES:
            score = held_score(metric, self._series[metric.value], lasting, limits.oxygen_target_88_92)
            self._held[metric] = Held(score, value.at)
        found.append(several(partial_score(self._held, value.at, resting)))
        return _once_each(condition for condition in found if condition is not None)

    def _keep(self, measure: str, value: Value) -> None:
        self._series.setdefault(measure, Series(self._settled.lasting.every_s, self._slots)).add(value)

    def _mean_pressure(self, metric: Metric, value: Value) -> Value | None:
        """The mean arterial pressure, once both pressures of one measurement are there and fit each other."""
        if metric not in (Metric.SYSTOLIC, Metric.DIASTOLIC):
            return None
        self._pressure[metric] = value
        upper, lower = self._pressure.get(Metric.SYSTOLIC), self._pressure.get(Metric.DIASTOLIC)
        if upper is None or lower is None or upper.value <= lower.value:
            return None
        if abs((upper.at - lower.at).total_seconds()) > PRESSURES_TOGETHER_S:
            return None
        return Value(value.at, lower.value + (upper.value - lower.value) / 3)

    def _is_resting(self, at: datetime) -> bool:
        span_s = max(2 * self._settled.lasting.span_s, COMPARED_WITHIN_S)
        return is_resting(self._steps, at, min(span_s, RESTING_WITHIN_S))

    def _of_the_last_day(self, metric: Metric, at: datetime) -> float | None:
        """The median of the hours before the present one."""
        oldest, newest = at - timedelta(days=1), at - timedelta(seconds=ESCALATES_AFTER_S)
        hours = [hour.value for hour in self._hours[metric].newest(HOURS_KEPT) if oldest <= hour.at <= newest]
        return statistics.median(hours) if len(hours) >= HOURS_NEEDED else None

    def _learn(self, metric: Metric, value: Value) -> None:
        if metric in LEARNT and self._is_resting(value.at):
            local = value.at.astimezone(self._settled.zone)
            # A night belongs to the day on which it ends.
            day = (local + timedelta(hours=12)).date() if self._at_night(value.at) else local.date()
            self.has_learnt = True
            self._baseline.learn(metric, self._part(value.at), day, local.hour * 60 + local.minute, value.value)

    def _at_night(self, at: datetime) -> bool:
        limits = self._settled.limits
        return is_night(at.astimezone(self._settled.zone).hour, limits.night_from, limits.night_until)

    def _part(self, at: datetime) -> Part:
        return Part.NIGHT if self._at_night(at) else Part.DAY


def _once_each(found: Iterable[Condition]) -> list[Condition]:
    """Of two rules that find the same kind, the more urgent one."""
    best: dict[str, Condition] = {}
    for condition in found:
        before = best.get(condition.kind)
        if before is None or condition.urgency.rank < before.urgency.rank:
            best[condition.kind] = condition
    return list(best.values())
