"""A check's values in one line, as a worker reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config.phrases import Phrases
from messages.payloads import Metric

_ALONE = (Metric.HEART_RATE, Metric.SPO2, Metric.TEMPERATURE)


def measured_in_check(values: Mapping[Metric, Sequence[float]], phrases: Phrases) -> str:
    """The newest of each."""
    newest = {metric: each[-1] for metric, each in values.items() if each}
    parts = [
        phrases(f"bridge.check.{metric.value}", value=f"{newest[metric]:.{int(metric is Metric.TEMPERATURE)}f}")
        for metric in _ALONE
        if metric in newest
    ]
    if Metric.SYSTOLIC in newest:
        upper, lower = f"{newest[Metric.SYSTOLIC]:.0f}", newest.get(Metric.DIASTOLIC)
        lower_text = "–" if lower is None else f"{lower:.0f}"
        parts.insert(
            len([metric for metric in _ALONE[:2] if metric in newest]),
            phrases("bridge.check.pressure", upper=upper, lower=lower_text),
        )
    return phrases("bridge.check.measured", values=phrases("bridge.check.comma").join(parts))
