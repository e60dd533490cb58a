"""The rules over a window: lines that a measure must not cross for long, a partial score, changes against a person's
own. Each with its source: docs/vital-signs.md. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from messages.payloads import Metric, Urgency
from messages.thresholds import Edges
from wearable_bridge.vitals.baseline import Usual
from wearable_bridge.vitals.chart import EMERGENCY_FROM, URGENT_FROM, metric_score
from wearable_bridge.vitals.conditions import Condition, FindingKind, escalated
from wearable_bridge.vitals.series import Lasting, Series, Value, lasts

RESTING_STEPS_PER_MIN = 20.0
RESTING_STEPS_LEAST = 5.0
SCORE_IS_CURRENT_FOR_S = 4 * 3600.0  # the chart has a score of 1 to 4 observed again after 4 to 6 hours


@dataclass(frozen=True)
class Sides:
    """What crossing the lines of a measure is called."""

    low: FindingKind
    high: FindingKind
    needs_rest: bool = False  # its high side
    low_escalates: bool = True


MEASURES: Mapping[str, Sides] = {
    Metric.HEART_RATE: Sides(FindingKind.PULSE_LOW, FindingKind.PULSE_HIGH, needs_rest=True),
    Metric.RESPIRATION: Sides(FindingKind.BREATHING_SLOW, FindingKind.BREATHING_FAST, needs_rest=True),
    Metric.SPO2: Sides(FindingKind.OXYGEN_LOW, FindingKind.OXYGEN_LOW),
    Metric.SYSTOLIC: Sides(FindingKind.PRESSURE_LOW, FindingKind.PRESSURE_HIGH),
    "mean_pressure": Sides(FindingKind.MEAN_PRESSURE_LOW, FindingKind.MEAN_PRESSURE_HIGH),
    # What is measured at the skin is below the body's core: a low one is asked about, and is never urgent by itself.
    Metric.TEMPERATURE: Sides(FindingKind.TEMPERATURE_LOW, FindingKind.TEMPERATURE_HIGH, low_escalates=False),
}
_METRIC_OF = {"mean_pressure": Metric.SYSTOLIC}


def crossed(measure: str, series: Series, edges: Edges, resting: bool, lasting: Lasting) -> Condition | None:
    """The most urgent line that the newest values lastingly cross."""
    for line in _lines(measure, edges, resting):
        shown = lasts(series, lasting, line.crosses)
        if shown is not None:
            urgency = escalated(line.urgency, shown.lasted_s) if line.rises else line.urgency
            return Condition(line.kind, line.metric, shown.value, urgency, shown.lasted_s)
    return None


def crossed_by_each(measure: str, values: Sequence[Value], edges: Edges) -> Condition | None:
    """The most urgent line that each of these values crosses, measured on purpose and at rest."""
    for line in _lines(measure, edges, resting=True):
        if values and all(map(line.crosses, values)):
            return Condition(line.kind, line.metric, values[-1].value, line.urgency, 0.0)
    return None


@dataclass(frozen=True)
class _Line:
    kind: FindingKind
    metric: Metric
    urgency: Urgency
    crosses: Callable[[Value], bool]
    rises: bool  # with time


def _lines(measure: str, edges: Edges, resting: bool) -> Iterator[_Line]:
    """The lines of a measure, the most urgent first."""
    sides, metric = MEASURES[measure], Metric(_METRIC_OF.get(measure, measure))
    for urgency, low, high in _by_urgency(edges):
        if high is not None and (resting or not sides.needs_rest):
            yield _Line(sides.high, metric, urgency, _crosses(metric, high, below=False), rises=True)
        if low is not None:
            yield _Line(sides.low, metric, urgency, _crosses(metric, low, below=True), sides.low_escalates)


@dataclass(frozen=True)
class Held:
    """What a measured parameter lastingly scores on the chart, and when it was measured last."""

    score: int
    at: datetime


def held_score(metric: Metric, series: Series, lasting: Lasting, target_88_92: bool) -> int:
    """0..3, the highest score of the chart that the newest values lastingly reach."""
    highest = max(metric_score(metric, value.value, target_88_92) for value in series.newest(lasting.window))
    scores = range(highest, 0, -1)
    return next((score for score in scores if lasts(series, lasting, _scores(metric, score, target_88_92))), 0)


def partial_score(held: Mapping[Metric, Held], now: datetime, resting: bool) -> int:
    """The sum over the measured parameters; 0 for fewer than two. Not a NEWS2: some are missing."""
    current = [
        each.score
        for metric, each in held.items()
        if (resting or not MEASURES[metric].needs_rest) and (now - each.at).total_seconds() <= SCORE_IS_CURRENT_FOR_S
    ]
    return sum(current) if len(current) > 1 else 0  # one parameter is judged by its own lines


def several(score: int) -> Condition | None:
    """A partial score that is as high as the chart's own limits; what is not measured can only add to it."""
    if score < URGENT_FROM:
        return None
    urgency = Urgency.EMERGENCY if score >= EMERGENCY_FROM else Urgency.URGENT
    return Condition(FindingKind.SEVERAL, None, float(score), urgency, 0.0)


@dataclass(frozen=True)
class Change:
    """A change against the person's own usual: by how much, and from where on it is looked at at all."""

    kind: FindingKind
    by: float
    looked_at_from: float
    downwards: bool = False
    needs_rest: bool = False
    also_against_the_last_day: bool = False  # else only against what was learnt in weeks
    urgency: Urgency = Urgency.ATTENTION


CHANGES: Mapping[Metric, Change] = {
    Metric.HEART_RATE: Change(
        FindingKind.PULSE_RISEN,
        by=20,  # one band of the chart
        looked_at_from=91,  # where the chart begins to score
        needs_rest=True,
        also_against_the_last_day=True,
    ),
    Metric.SYSTOLIC: Change(
        FindingKind.PRESSURE_FALLEN,
        by=40,  # SCCM/ESICM/ACCP/ATS/SIS definitions of 2001
        looked_at_from=110,  # where the chart begins to score
        downwards=True,
        also_against_the_last_day=True,
        urgency=Urgency.URGENT,
    ),
    Metric.SPO2: Change(FindingKind.OXYGEN_FALLEN, by=3, looked_at_from=95, downwards=True),  # BTS, 2017
    Metric.TEMPERATURE: Change(FindingKind.TEMPERATURE_RISEN, by=1.1, looked_at_from=37.0),  # IDSA, 2008
}


def changed(
    metric: Metric, series: Series, learnt: Usual | None, of_the_day: float | None, resting: bool, lasting: Lasting
) -> Condition | None:
    """A lasting change against what is usual for this person: learnt in weeks, or else the median of the last day."""
    change = CHANGES.get(metric)
    if change is None or (change.needs_rest and not resting):
        return None
    if learnt is not None:
        usual, by = learnt.value, learnt.beyond(change.by)
    elif of_the_day is not None and change.also_against_the_last_day:
        usual, by = of_the_day, change.by
    else:
        return None
    edge = min(change.looked_at_from, usual - by) if change.downwards else max(change.looked_at_from, usual + by)
    shown = lasts(series, lasting, _crosses(metric, edge, change.downwards))
    if shown is None:
        return None
    return Condition(change.kind, metric, shown.value, escalated(change.urgency, shown.lasted_s), shown.lasted_s)


def is_resting(steps: Sequence[Value], until: datetime, span_s: float) -> bool:
    """Few steps on the counter within `span_s`; a band that counts none is taken as resting."""
    if not steps:
        return True
    recent = [step for step in sorted(steps, key=lambda step: step.at) if (until - step.at).total_seconds() <= span_s]
    walked = sum(max(0.0, later.value - sooner.value) for sooner, later in itertools.pairwise(recent))
    return walked <= max(RESTING_STEPS_LEAST, RESTING_STEPS_PER_MIN * span_s / 60)


def as_read(metric: Metric, value: float) -> float:
    """As the chart is read: temperature to a tenth, all else in whole numbers."""
    return round(value, 1) if metric is Metric.TEMPERATURE else float(round(value))


def _crosses(metric: Metric, edge: float, below: bool) -> Callable[[Value], bool]:
    if below:
        return lambda value: as_read(metric, value.value) <= edge
    return lambda value: as_read(metric, value.value) >= edge


def _scores(metric: Metric, score: int, target_88_92: bool) -> Callable[[Value], bool]:
    return lambda value: metric_score(metric, value.value, target_88_92) >= score


def _by_urgency(edges: Edges) -> Iterator[tuple[Urgency, float | None, float | None]]:
    yield Urgency.EMERGENCY, edges.emergency_low, edges.emergency_high
    yield Urgency.URGENT, edges.urgent_low, edges.urgent_high
    yield Urgency.ATTENTION, edges.ask_low, edges.ask_high
