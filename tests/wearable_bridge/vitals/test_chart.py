"""The chart as a table: each band at its edges, and the cases from outside."""

from __future__ import annotations

import json

import pytest

from messages.payloads import Metric
from tests.wearable_bridge.vitals.told import CASES
from wearable_bridge.vitals.chart import Observations, metric_score, parameter_scores, whole_score

WELL = Observations(
    respiration=16, spo2=97, on_oxygen=False, systolic=125, pulse=72, alert=True, temperature=36.8, target_88_92=False
)


@pytest.mark.parametrize(
    ("parameter", "scores"),
    [
        ("respiration", {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3, 40: 3}),
        ("spo2", {85: 3, 91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0, 100: 0}),
        ("systolic", {60: 3, 90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3}),
        ("pulse", {30: 3, 40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3}),
        ("temperature", {34.0: 3, 35.0: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2, 41.0: 2}),
    ],
)
def test_each_band_at_its_edges(parameter: str, scores: dict[float, int]) -> None:
    for value, score in scores.items():
        assert parameter_scores(Observations(**{parameter: value})) == {parameter: score}, value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spo2", "on_oxygen", "score"),
    [
        (83, False, 3), (84, False, 2), (86, False, 1), (88, False, 0), (92, True, 0), (93, False, 0), (93, True, 1),
        (95, True, 2), (97, True, 3), (99, False, 0),
    ],
)  # fmt: skip
def test_scale_2_of_oxygen_asks_for_less_and_scores_too_much_of_it(spo2: float, on_oxygen: bool, score: int) -> None:
    seen = Observations(spo2=spo2, on_oxygen=on_oxygen, target_88_92=True)
    assert parameter_scores(seen)["spo2"] == score


def test_only_all_seven_parameters_make_the_score() -> None:
    assert whole_score(WELL) == 0
    assert whole_score(Observations(pulse=140, spo2=80, respiration=30, systolic=80, temperature=34)) is None


@pytest.mark.parametrize(
    ("metric", "value", "score"),
    [
        (Metric.HEART_RATE, 110.6, 2),
        (Metric.SPO2, 91.4, 3),
        (Metric.TEMPERATURE, 34.0, 1),
        (Metric.TEMPERATURE, 39.1, 2),
        (Metric.DIASTOLIC, 20, 0),
        (Metric.STEPS, 9000, 0),
    ],
)
def test_the_score_of_one_measured_value(metric: Metric, value: float, score: int) -> None:
    assert metric_score(metric, value) == score


def test_somebody_whose_right_oxygen_is_low_is_not_scored_for_it() -> None:
    assert [metric_score(Metric.SPO2, 90, target) for target in (False, True)] == [3, 0]


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
def test_the_cases_from_outside() -> None:
    lines = (CASES / "news2_cases.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for case in map(json.loads, lines):
        seen = case["inputs"]
        observed = Observations(
            respiration=seen["resp_rate"], spo2=seen["spo2"], on_oxygen=seen["supplemental_o2"], systolic=seen["sbp"],
            pulse=seen["pulse"], alert=seen["consciousness"] == "A", temperature=seen["temp"],
            target_88_92=seen["spo2_scale"] == 2,
        )  # fmt: skip
        if whole_score(observed) != case["expected_score"]:
            wrong.append(case)
    assert lines
    assert wrong == []
