"""Which values are readings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from messages.payloads import Metric
from wearable_bridge.plausibility import RANGES, Earlier, Verdict, judge

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("metric", "value", "verdict"),
    [
        (Metric.HEART_RATE, 72, Verdict.OK),
        (Metric.HEART_RATE, 0, Verdict.NOTHING_MEASURED),
        (Metric.HEART_RATE, -1, Verdict.OUT_OF_RANGE),
        (Metric.HEART_RATE, 255, Verdict.OUT_OF_RANGE),
        (Metric.HEART_RATE, float("nan"), Verdict.OUT_OF_RANGE),
        (Metric.SPO2, 0, Verdict.NOTHING_MEASURED),
        (Metric.SPO2, 101, Verdict.OUT_OF_RANGE),
        (Metric.TEMPERATURE, 1, Verdict.OUT_OF_RANGE),
        (Metric.STEPS, 0, Verdict.OK),
    ],
)
def test_zero_and_the_impossible_are_no_readings(metric: Metric, value: float, verdict: Verdict) -> None:
    assert judge(metric, value, AT, None) is verdict


@pytest.mark.parametrize(
    ("before", "value", "after_s", "verdict"),
    [
        (70, 111, 5, Verdict.JUMP),
        (70, 110, 5, Verdict.OK),
        (111, 70, 5, Verdict.JUMP),
        (70, 128, 60, Verdict.OK),
        (128, 129, 5, Verdict.OK),
    ],
)
def test_a_jump_is_doubted_once(before: float, value: float, after_s: float, verdict: Verdict) -> None:
    earlier = Earlier(before, AT - timedelta(seconds=after_s))
    assert judge(Metric.HEART_RATE, value, AT, earlier) is verdict
    assert (verdict.quality >= 0.5) is (verdict is Verdict.OK)


def test_every_metric_has_a_range() -> None:
    assert set(RANGES) == set(Metric)
