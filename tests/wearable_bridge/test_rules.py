"""The pulse rules as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric, Urgency
from wearable_bridge.rules import (
    AskedBefore,
    Condition,
    FindingKind,
    Lasting,
    Value,
    lasting_pulse,
    pulse_score,
    thinned,
    worth_asking,
)

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LASTING = Lasting(window=6, needed=5, every_s=5)
HIGH, LOW = FindingKind.PULSE_HIGH, FindingKind.PULSE_LOW


def series(values: list[float], every_s: float = 5.0) -> list[Value]:
    return [Value(START + timedelta(seconds=every_s * n), value) for n, value in enumerate(values)]


@pytest.mark.parametrize(
    ("bpm", "score"),
    [(20, 3), (40, 3), (41, 1), (50, 1), (51, 0), (90, 0), (91, 1), (110, 1), (111, 2), (130, 2), (131, 3), (220, 3)],
)
def test_the_chart_s_pulse_bands(bpm: float, score: int) -> None:
    assert pulse_score(bpm) == score


@pytest.mark.parametrize(
    ("values", "kind", "urgency"),
    [
        ([72] * 6, None, None),
        ([110] * 20, None, None),
        ([111] * 6, HIGH, Urgency.ATTENTION),
        ([111] * 5, None, None),
        ([72, 128, 128, 128, 128, 128], HIGH, Urgency.ATTENTION),
        ([72, 128, 128, 72, 128, 128], None, None),
        ([131] * 5 + [72], HIGH, Urgency.URGENT),
        ([131] * 4 + [120, 120], HIGH, Urgency.ATTENTION),
        ([40] * 6, LOW, Urgency.URGENT),
        ([41] * 20, None, None),
        ([40, 131, 40, 131, 40, 131], None, None),
        ([128] * 6 + [72] * 2, None, None),
        ([], None, None),
    ],
)
def test_only_what_lasts_counts(values: list[float], kind: FindingKind | None, urgency: Urgency | None) -> None:
    condition = lasting_pulse(series(values), [], LASTING)
    assert (condition and condition.kind, condition and condition.urgency) == (kind, urgency)


def test_the_condition_says_what_was_measured() -> None:
    condition = lasting_pulse(series([90, 120, 122, 124, 126, 128]), [], LASTING)
    assert condition == Condition(HIGH, Metric.HEART_RATE, 124, Urgency.ATTENTION, 30)


def test_a_window_with_a_gap_is_not_one_condition() -> None:
    early, late = series([128] * 3), series([128] * 3)
    shifted = [Value(value.at + timedelta(minutes=20), value.value) for value in late]
    assert lasting_pulse(early + shifted, [], LASTING) is None


@pytest.mark.parametrize(("per_sample", "found"), [(0, True), (1, True), (8, False)])
def test_a_fast_pulse_while_walking_is_none(per_sample: int, found: bool) -> None:
    steps = series([float(1000 + per_sample * n) for n in range(12)])
    condition = lasting_pulse(series([128] * 12), steps, LASTING)
    assert (condition is not None) is found


def test_a_slow_pulse_counts_while_walking_too() -> None:
    steps = series([float(1000 + 8 * n) for n in range(12)])
    condition = lasting_pulse(series([38] * 12), steps, LASTING)
    assert condition is not None
    assert condition.kind is LOW


def test_a_step_counter_that_starts_anew_is_no_walk() -> None:
    steps = series([9000.0] * 6 + [0.0] * 6)
    assert lasting_pulse(series([128] * 12), steps, LASTING) is not None


def test_finer_readings_count_once_each_slot_by_their_median() -> None:
    second_by_second = series([128.0, 128, 250, 128, 128] * 6, every_s=1)
    assert [value.value for value in thinned(second_by_second, 5)] == [128] * 6
    assert lasting_pulse(second_by_second[:20], [], LASTING) is None
    assert lasting_pulse(second_by_second, [], LASTING) is not None


@given(st.lists(st.tuples(st.floats(0, 3600), st.floats(20, 250)), max_size=40))
def test_nothing_is_found_without_enough_values_in_the_band(raw: list[tuple[float, float]]) -> None:
    values = [Value(START + timedelta(seconds=second), bpm) for second, bpm in raw]
    condition = lasting_pulse(values, [], LASTING)
    assert len(thinned(values, LASTING.every_s)) <= len(values)
    if condition is not None:
        assert pulse_score(condition.value) >= 2
        assert sum(pulse_score(value.value) >= 2 for value in values) >= LASTING.needed


@pytest.mark.parametrize(
    ("before", "now_urgency", "since_s", "asked"),
    [
        (None, Urgency.ATTENTION, 0, True),
        (Urgency.ATTENTION, Urgency.ATTENTION, 599, False),
        (Urgency.ATTENTION, Urgency.ATTENTION, 600, True),
        (Urgency.ATTENTION, Urgency.URGENT, 10, True),
        (Urgency.URGENT, Urgency.ATTENTION, 10, False),
        (Urgency.URGENT, Urgency.URGENT, -3600, True),
    ],
)
def test_asked_at_most_once_in_ten_minutes_unless_worse(
    before: Urgency | None, now_urgency: Urgency, since_s: float, asked: bool
) -> None:
    earlier = None if before is None else AskedBefore(before, START)
    condition = Condition(HIGH, Metric.HEART_RATE, 128, now_urgency, 30)
    assert worth_asking(condition, earlier, START + timedelta(seconds=since_s), 600) is asked
