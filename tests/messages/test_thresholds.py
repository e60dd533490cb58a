"""A resident's thresholds: what is left out keeps its default, and what cannot be meant is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from messages.payloads import Metric
from messages.thresholds import DEFAULT_EDGES, Edges, Thresholds


def test_what_is_left_out_keeps_its_default() -> None:
    assert Thresholds.model_validate({}) == Thresholds()
    told = Thresholds.model_validate({"heart_rate": {"urgent_high": 140, "emergency_high": 150}, "moved_by": 11})
    assert told.heart_rate == Edges(urgent_low=40, ask_high=111, urgent_high=140, emergency_high=150)
    assert (told.moved_by, told.spo2) == (11, DEFAULT_EDGES["spo2"])


def test_a_line_is_taken_away_only_by_saying_so() -> None:
    assert Thresholds.model_validate({"heart_rate": {"ask_high": None}}).heart_rate.ask_high is None
    assert Thresholds.model_validate({"heart_rate": {}}).heart_rate == DEFAULT_EDGES["heart_rate"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"heart_rate": {"urgent_high": 500, "emergency_high": 600}},
        {"heart_rate": {"ask_high": "fast"}},
        {"heart_rate": {"ask_high": float("nan")}},
        {"heart_rate": {"urgent_high": 50}},
        {"heart_rate": {"loud": 3}},
        {"heart_rate": 120},
        {"pulse": {}},
        {"night_from": 24},
        {"band_silent_after_h": 0},
        {"battery_low_percent": 100},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Thresholds.model_validate(wrong)


@pytest.mark.parametrize(
    ("content", "measure", "urgent_low"),
    [
        ({}, Metric.SPO2, 91),
        ({"oxygen_target_88_92": True}, Metric.SPO2, 83),
        ({"oxygen_target_88_92": True, "spo2": {"urgent_low": 86}}, Metric.SPO2, 86),
        ({}, "mean_pressure", 64),
    ],
)
def test_the_lines_of_a_measure(content: dict[str, Any], measure: str, urgent_low: float) -> None:
    edges = Thresholds.model_validate(content).edges(measure)
    assert edges is not None
    assert edges.urgent_low == urgent_low


@pytest.mark.parametrize("measure", [Metric.STEPS, Metric.DIASTOLIC, "model_config", "night_from"])
def test_what_has_no_lines(measure: str) -> None:
    assert Thresholds().edges(measure) is None


NAMES = st.sampled_from(["heart_rate", "spo2", "ask_high", "urgent_low", "night_from"])
CONTENT = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=8,
)


@given(CONTENT)
def test_anything_is_thresholds_or_refused(content: Any) -> None:
    try:
        told = Thresholds.model_validate(content)
    except ValidationError:
        return
    assert Thresholds.model_validate_json(told.model_dump_json()) == told
