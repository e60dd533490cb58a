"""Guided checks in words: what was measured, what was not, and how it ended. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.phrases import Phrases
from messages.guided_check import CheckOutcome, CheckReport, read_report
from messages.payloads import EventKind, Metric
from station.views import EventView

_SHOWN = (Metric.HEART_RATE, Metric.SPO2, Metric.SYSTOLIC, Metric.TEMPERATURE)


def checks_of(events: Sequence[EventView], resident: str) -> tuple[EventView, ...]:
    """A resident's checks among a home's events."""
    return tuple(each for each in events if each.kind is EventKind.GUIDED_CHECK and each.resident == resident)


def check_in_words(event: EventView, phrases: Phrases) -> str:
    """One line. Of what was measured twice both are shown. What cannot be read is shown as it came."""
    try:
        report = read_report(event.detail)
    except ValueError:
        return " · ".join(event.detail.values())
    parts = [*_measured(report, phrases)]
    if report.missed:
        missed = phrases("station.check.comma").join(phrases(f"station.check.name.{each}") for each in report.missed)
        parts.append(phrases("station.check.missed", names=missed))
    if report.outcome is not CheckOutcome.DONE:
        parts.append(phrases(f"station.check.outcome.{report.outcome}"))
    return " · ".join(parts)


def _measured(report: CheckReport, phrases: Phrases) -> Iterator[str]:
    for metric in _SHOWN:
        values = [_number(metric, value) for value in report.values.get(metric, ())]
        if metric is Metric.SYSTOLIC:
            lower = [_number(metric, value) for value in report.values.get(Metric.DIASTOLIC, ())]
            values = [f"{value}/{lower[place]}" if place < len(lower) else value for place, value in enumerate(values)]
        if values:
            then = phrases("station.check.then").join(values)
            yield phrases(f"station.check.value.{metric}", value=then)


def _number(metric: Metric, value: float) -> str:
    return f"{value:.1f}" if metric is Metric.TEMPERATURE else f"{value:.0f}"
