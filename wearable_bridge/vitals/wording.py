"""What was found, in the words that a worker reads."""

from __future__ import annotations

from config.phrases import Phrases
from messages.payloads import Metric
from wearable_bridge.vitals.conditions import Condition


def in_words(condition: Condition, phrases: Phrases) -> str:
    """One sentence: what was measured, and for how long."""
    value = "" if condition.value is None else _number(condition)
    return phrases(f"bridge.measured.{condition.kind.value}", value=value, span=_span(condition.lasted_s, phrases))


def _number(condition: Condition) -> str:
    digits = 1 if condition.metric is Metric.TEMPERATURE else 0
    return f"{condition.value:.{digits}f}"


def _span(lasted_s: float, phrases: Phrases) -> str:
    seconds = max(1, round(lasted_s))
    if seconds < 120:
        return phrases("bridge.span.seconds", count=seconds)
    if seconds < 7200:
        return phrases("bridge.span.minutes", count=seconds // 60)
    return phrases("bridge.span.hours", count=seconds // 3600)
