"""What the values of one guided check show: the lines and the chart of the other rules, without their lasting. Pure.

A value that crosses a line is measured again: a line counts when both values cross it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from messages.payloads import Metric
from messages.thresholds import Thresholds
from wearable_bridge.vitals.chart import metric_score
from wearable_bridge.vitals.conditions import Condition
from wearable_bridge.vitals.rules import MEASURES, Held, crossed_by_each, partial_score, several
from wearable_bridge.vitals.series import Value

_AT = datetime(1970, 1, 1, tzinfo=UTC)  # all of a check counts as measured at once
Values = Mapping[Metric, Sequence[float]]


def conditions_of(values: Values, limits: Thresholds) -> tuple[Condition, ...]:
    """What is out of the lines, the most urgent first, and the partial score where it is high."""
    found = [condition for metric in values if (condition := _crossed(metric.value, values[metric], limits))]
    if not any(condition.metric is Metric.SYSTOLIC for condition in found):
        found += [condition for condition in (_crossed("mean_pressure", mean_pressures(values), limits),) if condition]
    held = {
        metric: Held(min(metric_score(metric, value, limits.oxygen_target_88_92) for value in each), _AT)
        for metric, each in values.items()
        if metric in MEASURES and each
    }
    score = several(partial_score(held, _AT, resting=True))
    return tuple(sorted((*found, score) if score else found, key=lambda condition: condition.urgency.rank))


def mean_pressures(values: Values) -> tuple[float, ...]:
    """The mean arterial pressure of each measurement whose two values fit each other."""
    pairs = zip(values.get(Metric.SYSTOLIC, ()), values.get(Metric.DIASTOLIC, ()), strict=False)
    return tuple(lower + (upper - lower) / 3 for upper, lower in pairs if upper > lower)


def _crossed(measure: str, values: Sequence[float], limits: Thresholds) -> Condition | None:
    edges = limits.edges(measure)
    if edges is None or measure not in MEASURES:
        return None
    return crossed_by_each(measure, [Value(_AT, value) for value in values], edges)
