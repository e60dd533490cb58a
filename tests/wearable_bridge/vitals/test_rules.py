"""The rules as tables: what crosses a line for long enough, several together, changes against a person's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric, Urgency
from messages.thresholds import DEFAULT_EDGES, Thresholds
from tests.wearable_bridge.vitals.told import NOON, Found, Told
from wearable_bridge.vitals.chart import metric_score
from wearable_bridge.vitals.conditions import FindingKind as Kind

ASK, URGENT, EMERGENCY = Urgency.ATTENTION, Urgency.URGENT, Urgency.EMERGENCY
PULSE, OXYGEN, HEAT, BREATH, UPPER = (
    Metric.HEART_RATE, Metric.SPO2, Metric.TEMPERATURE, Metric.RESPIRATION, Metric.SYSTOLIC,
)  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "values", "found"),
    [
        (PULSE, [72] * 6, set()),
        (PULSE, [110] * 20, set()),
        (PULSE, [111] * 5, set()),
        (PULSE, [111] * 6, {(Kind.PULSE_HIGH, ASK)}),
        (PULSE, [72, 128, 128, 128, 128, 128], {(Kind.PULSE_HIGH, ASK)}),
        (PULSE, [72, 128, 128, 72, 128, 128], set()),
        (PULSE, [131] * 5 + [72], {(Kind.PULSE_HIGH, URGENT)}),
        (PULSE, [131] * 4 + [120] * 2, {(Kind.PULSE_HIGH, ASK)}),
        (PULSE, [140] * 6, {(Kind.PULSE_HIGH, URGENT)}),
        (PULSE, [141] * 6, {(Kind.PULSE_HIGH, EMERGENCY)}),
        (PULSE, [40] * 6, {(Kind.PULSE_LOW, URGENT)}),
        (PULSE, [41] * 20, set()),
        (PULSE, [40, 131] * 3, set()),
        (PULSE, [128] * 6 + [72] * 2, set()),
        (OXYGEN, [94] * 6, set()),
        (OXYGEN, [93] * 6, {(Kind.OXYGEN_LOW, ASK)}),
        (OXYGEN, [91] * 6, {(Kind.OXYGEN_LOW, URGENT)}),
        (OXYGEN, [84] * 6, {(Kind.OXYGEN_LOW, EMERGENCY)}),
        (HEAT, [37.8] * 6, set()),
        (HEAT, [37.9] * 6, {(Kind.TEMPERATURE_HIGH, ASK)}),
        (HEAT, [35.0] * 6, {(Kind.TEMPERATURE_LOW, ASK)}),
        (BREATH, [20] * 6, set()),
        (BREATH, [21] * 6, {(Kind.BREATHING_FAST, ASK)}),
        (BREATH, [25] * 6, {(Kind.BREATHING_FAST, URGENT)}),
        (BREATH, [37] * 6, {(Kind.BREATHING_FAST, EMERGENCY)}),
        (BREATH, [8] * 6, {(Kind.BREATHING_SLOW, URGENT)}),
        (UPPER, [101] * 6, set()),
        (UPPER, [100] * 6, {(Kind.PRESSURE_LOW, ASK)}),
        (UPPER, [90] * 6, {(Kind.PRESSURE_LOW, URGENT)}),
        (UPPER, [220] * 6, {(Kind.PRESSURE_HIGH, URGENT)}),
    ],
)
def test_a_line_must_be_crossed_for_long(metric: Metric, values: list[float], found: set[Found]) -> None:
    assert Told().values(metric, *values) == found


@pytest.mark.parametrize("metric", [PULSE, OXYGEN, UPPER, BREATH])
def test_the_lines_are_those_of_the_chart(metric: Metric) -> None:
    """Urgent is where the chart gives three points, and a question is asked where it gives two."""
    edges = DEFAULT_EDGES[metric]
    for line, least, beyond in (
        (edges.urgent_low, 3, 1), (edges.ask_low, 2, 1), (edges.urgent_high, 3, -1), (edges.ask_high, 2, -1),
    ):  # fmt: skip
        if line is not None:
            assert metric_score(metric, line) == least
            assert metric_score(metric, line + beyond) < least


@pytest.mark.parametrize(("apart_s", "found"), [(3600, {(Kind.OXYGEN_LOW, URGENT)}), (7 * 3600, set())])
def test_values_that_come_rarely_must_be_confirmed_by_the_next_one(apart_s: float, found: set[Found]) -> None:
    told = Told()
    assert told.values(OXYGEN, 97, 90, every_s=apart_s) == set()
    assert told.values(OXYGEN, 90, every_s=apart_s) == found
    assert told.values(OXYGEN, 97, every_s=apart_s) == set()


def test_a_window_with_a_gap_is_not_one_condition() -> None:
    told = Told()
    told.values(PULSE, 128, 128, 128)
    told.now += timedelta(minutes=20)
    assert told.values(PULSE, 128, 128, 128) == set()


@pytest.mark.parametrize(
    ("metric", "value", "kind"),
    [(PULSE, 115, Kind.PULSE_HIGH), (OXYGEN, 93, Kind.OXYGEN_LOW), (HEAT, 38.5, Kind.TEMPERATURE_HIGH)],
)
def test_what_wants_attention_and_does_not_pass_within_the_hour_is_urgent(
    metric: Metric, value: float, kind: Kind
) -> None:
    told = Told()
    assert told.values(metric, *[value] * 55) == {(kind, ASK)}
    assert told.values(metric, *[value] * 6) == {(kind, URGENT)}


def test_a_low_temperature_at_the_skin_is_never_urgent_by_itself() -> None:
    assert Told().values(HEAT, *[34.2] * 120) == {(Kind.TEMPERATURE_LOW, ASK)}


def test_the_hour_begins_anew_after_an_hour_that_was_well() -> None:
    told = Told()
    told.values(PULSE, *[115] * 55, *[72] * 10)
    assert told.values(PULSE, *[115] * 10) == {(Kind.PULSE_HIGH, ASK)}


@pytest.mark.parametrize(("per_minute", "found"), [(0, True), (20, True), (60, False)])
@pytest.mark.parametrize(("metric", "value"), [(PULSE, 128.0), (BREATH, 26.0)])
def test_what_is_fast_counts_at_rest_only(metric: Metric, value: float, per_minute: float, found: bool) -> None:
    told = Told()
    for minute in range(12):
        told.values(Metric.STEPS, 1000 + per_minute * minute, every_s=0)
        last = told.values(metric, value)
    assert bool(last) is found


def test_a_slow_pulse_counts_while_walking_too_and_a_counter_that_starts_anew_is_no_walk() -> None:
    told = Told()
    for minute in range(12):
        told.values(Metric.STEPS, 1000 + 80 * minute, every_s=0)
        last = told.values(PULSE, 38)
    assert last == {(Kind.PULSE_LOW, URGENT)}
    told = Told()
    for minute in range(12):
        told.values(Metric.STEPS, 9000 if minute < 6 else 0, every_s=0)
        last = told.values(PULSE, 128)
    assert last == {(Kind.PULSE_HIGH, ASK)}


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        (120, 70, set()),
        (105, 44, {(Kind.MEAN_PRESSURE_LOW, URGENT)}),  # 64
        (105, 46, set()),  # 66
        (88, 60, {(Kind.PRESSURE_LOW, URGENT)}),
        (105, 120, set()),  # lower above upper: no measurement
    ],
)
def test_the_mean_pressure(upper: float, lower: float, found: set[Found]) -> None:
    assert Told().pressure(upper, lower) == found


def test_pressures_of_different_measurements_make_no_mean() -> None:
    told = Told()
    for _ in range(3):
        told.values(Metric.SYSTOLIC, 105, every_s=600)
        last = told.values(Metric.DIASTOLIC, 40, every_s=600)
    assert last == set()


@pytest.mark.parametrize(
    ("pulse", "oxygen", "upper", "found"),
    [
        (95, 95, 108, set()),  # 1 + 1 + 1
        (95, 93, 100, {(Kind.SEVERAL, URGENT)}),  # 1 + 2 + 2
        (115, 91, 100, {(Kind.SEVERAL, EMERGENCY)}),  # 2 + 3 + 2
    ],
)
def test_several_together_count_as_the_chart_adds_them(
    pulse: float, oxygen: float, upper: float, found: set[Found]
) -> None:
    told = Told()
    told.values(OXYGEN, *[oxygen] * 6, every_s=60)
    told.values(UPPER, *[upper] * 6, every_s=60)
    shown = told.values(PULSE, *[pulse] * 6)
    assert {each for each in shown if each[0] is Kind.SEVERAL} == found


def test_a_score_of_half_a_day_ago_adds_nothing() -> None:
    told = Told()
    told.values(OXYGEN, *[91] * 6)
    told.values(UPPER, *[100] * 6)
    told.now += timedelta(hours=5)
    assert Kind.SEVERAL not in {kind for kind, _ in told.values(PULSE, *[115] * 6)}


def test_a_pulse_far_above_that_of_the_last_day_is_asked_about_and_urgent_after_an_hour() -> None:
    told = Told(start=NOON - timedelta(hours=10))
    told.values(PULSE, *[70] * 600)
    assert told.values(PULSE, *[96] * 10) == {(Kind.PULSE_RISEN, ASK)}
    assert told.values(PULSE, *[96] * 60) == {(Kind.PULSE_RISEN, URGENT)}
    assert told.values(PULSE, *[84] * 10) == set()


@pytest.mark.parametrize(
    ("after", "found"), [(104, {(Kind.PRESSURE_FALLEN, URGENT)}), (110, {(Kind.PRESSURE_FALLEN, URGENT)}), (111, set())]
)
def test_a_pressure_far_below_that_of_the_last_day_is_urgent(after: float, found: set[Found]) -> None:
    told = Told(start=NOON - timedelta(hours=10))
    told.values(UPPER, *[150] * 20, every_s=1800)
    assert told.values(UPPER, after, after, every_s=1800) == found


def test_own_lines_hold_in_place_of_the_chart_s() -> None:
    limits = Thresholds.model_validate({"heart_rate": {"ask_high": 125}, "oxygen_target_88_92": True})
    told = Told(limits)
    assert told.values(PULSE, *[120] * 6) == set()
    assert told.values(OXYGEN, *[90] * 6) == set()
    told.person.set_limits(Thresholds())
    assert (Kind.OXYGEN_LOW, URGENT) in told.values(OXYGEN, 90)
    assert (Kind.PULSE_HIGH, ASK) in told.values(PULSE, *[120] * 6)


def test_nobody_is_woken_for_a_cool_wrist() -> None:
    night = Told(start=NOON + timedelta(hours=11))
    assert night.values(HEAT, *[34.5] * 30) == set()
    assert night.values(OXYGEN, *[91] * 6) == {(Kind.OXYGEN_LOW, URGENT)}


def test_values_of_low_quality_count_for_nothing() -> None:
    assert Told().values(PULSE, *[150] * 30, quality=0.3) == set()


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Metric)), st.floats(-120, 86400), st.floats(0, 300)), min_size=1, max_size=60
    )
)
def test_nothing_comes_of_values_inside_every_band_in_any_order(values: list[tuple[Metric, float, float]]) -> None:
    """And whatever comes, in whatever order, something found was really measured several times."""
    told = Told()
    for metric, offset_s, value in values:
        told.now = NOON + timedelta(seconds=offset_s)
        told.values(metric, value, every_s=0)
    for condition in told.found:
        if condition.metric is not None and condition.kind is not Kind.MEAN_PRESSURE_LOW:
            measured = [value for metric, _, value in values if metric is condition.metric]
            assert len(measured) >= 2
            assert min(measured) <= (condition.value or 0) <= max(measured)
