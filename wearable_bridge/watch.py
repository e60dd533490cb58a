"""What is remembered of one resident's band to judge its next value."""

from __future__ import annotations

from datetime import timedelta

from messages.payloads import Metric, Sample
from wearable_bridge.plausibility import USED_FROM_QUALITY, Earlier, Verdict, judge
from wearable_bridge.rules import Condition, Lasting, Value, lasting_pulse

_REMEMBERED_SPANS = 4
_WATCHED = (Metric.HEART_RATE, Metric.STEPS)


class Watch:
    """One resident. Nothing here needs to survive a restart: a condition that lasts shows itself again."""

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting
        self._earlier: dict[Metric, Earlier] = {}
        self._values: dict[Metric, list[Value]] = {metric: [] for metric in _WATCHED}

    def judge(self, metric: Metric, sample: Sample) -> Verdict:
        """Whether the value is one, compared with the one before it."""
        verdict = judge(metric, sample.value, sample.at, self._earlier.get(metric))
        if verdict.is_reading:
            self._earlier[metric] = Earlier(sample.value, sample.at)
        return verdict

    def condition(self, metric: Metric, sample: Sample) -> Condition | None:
        """What lasts now that this live sample has come."""
        if metric not in self._values or sample.quality < USED_FROM_QUALITY:
            return None
        values = self._values[metric]
        values.append(Value(sample.at, sample.value))
        oldest = sample.at - timedelta(seconds=_REMEMBERED_SPANS * self._lasting.span_s)
        self._values[metric] = [value for value in values if value.at >= oldest]
        if metric is not Metric.HEART_RATE:
            return None
        return lasting_pulse(self._values[Metric.HEART_RATE], self._values[Metric.STEPS], self._lasting)
