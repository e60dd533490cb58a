"""When a pulse is worth asking about. Pure: samples in, a condition out.

Bands: pulse row of the NEWS2 chart, Royal College of Physicians, 2017. The score of one parameter is a partial score
and is never called NEWS2.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.payloads import Metric, Urgency

PULSE_BANDS: tuple[tuple[int, int], ...] = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2))  # (up to bpm, score)
PULSE_ABOVE_BANDS = 3
ASKED_FROM_SCORE = 2
URGENT_FROM_SCORE = 3  # one red parameter asks for an urgent look
RESTING_STEPS_PER_MIN = 20.0
RESTING_STEPS_LEAST = 5.0


class FindingKind(StrEnum):
    """What was found."""

    PULSE_HIGH = "pulse_high"
    PULSE_LOW = "pulse_low"


@dataclass(frozen=True)
class Value:
    """One believed value."""

    at: datetime
    value: float


@dataclass(frozen=True)
class Lasting:
    """k of the last n: `needed` of `window` values, one each `every_s`."""

    window: int
    needed: int
    every_s: float

    @property
    def span_s(self) -> float:
        """How long a full window is; one with gaps may be twice as long."""
        return self.window * self.every_s


@dataclass(frozen=True)
class Condition:
    """Something that lasts. `value` is the median of the values that showed it."""

    kind: FindingKind
    metric: Metric
    value: float
    urgency: Urgency
    lasted_s: float


@dataclass(frozen=True)
class AskedBefore:
    """The last finding of the same kind about the same person."""

    urgency: Urgency
    at: datetime


def pulse_score(bpm: float) -> int:
    """0..3, the chart's score of a pulse."""
    return next((score for up_to, score in PULSE_BANDS if round(bpm) <= up_to), PULSE_ABOVE_BANDS)


def thinned(values: Sequence[Value], every_s: float) -> tuple[Value, ...]:
    """One value for each `every_s`: the median of what fell into it, at the last one's time. In order of time."""
    slots: dict[int, list[Value]] = {}
    for value in sorted(values, key=lambda value: value.at):
        slots.setdefault(math.floor(value.at.timestamp() / every_s), []).append(value)
    return tuple(Value(slot[-1].at, statistics.median(value.value for value in slot)) for slot in slots.values())


def lasting_pulse(pulse: Sequence[Value], steps: Sequence[Value], lasting: Lasting) -> Condition | None:
    """The condition that the newest window shows, if any. A fast pulse while walking is none."""
    window = thinned(pulse, lasting.every_s)[-lasting.window :]
    if len(window) < lasting.window:
        return None
    lasted_s = (window[-1].at - window[0].at).total_seconds() + lasting.every_s
    if lasted_s > 2 * lasting.span_s:
        return None
    if _is_resting(steps, window[-1].at, 2 * lasting.span_s):
        high = _shown(window, lasting.needed, FindingKind.PULSE_HIGH, lambda bpm: bpm > 90, lasted_s)
        if high is not None:
            return high
    return _shown(window, lasting.needed, FindingKind.PULSE_LOW, lambda bpm: bpm < 60, lasted_s)


def worth_asking(condition: Condition, before: AskedBefore | None, now: datetime, ask_again_after_s: float) -> bool:
    """Asked at most once in `ask_again_after_s`, unless it has become more urgent, or the clock was set back."""
    if before is None or condition.urgency.rank < before.urgency.rank:
        return True
    since_s = (now - before.at).total_seconds()
    return since_s >= ask_again_after_s or since_s < 0


def _shown(
    window: Sequence[Value], needed: int, kind: FindingKind, side: Callable[[float], bool], lasted_s: float
) -> Condition | None:
    def of_score(least: int) -> list[float]:
        return [item.value for item in window if side(item.value) and pulse_score(item.value) >= least]

    shown = of_score(ASKED_FROM_SCORE)
    if len(shown) < needed:
        return None
    urgency = Urgency.URGENT if len(of_score(URGENT_FROM_SCORE)) >= needed else Urgency.ATTENTION
    return Condition(kind, Metric.HEART_RATE, statistics.median(shown), urgency, lasted_s)


def _is_resting(steps: Sequence[Value], until: datetime, span_s: float) -> bool:
    """Few steps on the counter within `span_s`; a band that counts none is taken as resting."""
    recent = [step for step in sorted(steps, key=lambda step: step.at) if (until - step.at).total_seconds() <= span_s]
    walked = sum(max(0.0, later.value - sooner.value) for sooner, later in itertools.pairwise(recent))
    return walked <= max(RESTING_STEPS_LEAST, RESTING_STEPS_PER_MIN * span_s / 60)
