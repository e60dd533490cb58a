"""The chart of the National Early Warning Score 2, Royal College of Physicians, London 2017. Pure.

Only all seven parameters together make a NEWS2. What a band measures gives a partial score, which is never called so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from messages.payloads import Metric

Bands = tuple[tuple[tuple[float, int], ...], int]  # ((up to and including, score), …), and the score above all

RESPIRATION: Bands = (((8, 3), (11, 1), (20, 0), (24, 2)), 3)
SPO2_SCALE_1: Bands = (((91, 3), (93, 2), (95, 1)), 0)
SPO2_SCALE_2_ON_AIR: Bands = (((83, 3), (85, 2), (87, 1)), 0)
SPO2_SCALE_2_ON_OXYGEN: Bands = (((83, 3), (85, 2), (87, 1), (92, 0), (94, 1), (96, 2)), 3)
SYSTOLIC: Bands = (((90, 3), (100, 2), (110, 1), (219, 0)), 3)
PULSE: Bands = (((40, 3), (50, 1), (90, 0), (110, 1), (130, 2)), 3)
TEMPERATURE: Bands = (((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1)), 2)
ON_OXYGEN = 2
NOT_ALERT = 3  # new confusion, or reacting to a voice or to pain only, or to nothing

# A partial score of so much asks for the response that the chart gives the whole score: it can only be higher.
URGENT_FROM, EMERGENCY_FROM = 5, 7

_OF_METRICS: Mapping[Metric, Bands] = {
    Metric.RESPIRATION: RESPIRATION,
    Metric.SPO2: SPO2_SCALE_1,
    Metric.SYSTOLIC: SYSTOLIC,
    Metric.HEART_RATE: PULSE,
    Metric.TEMPERATURE: TEMPERATURE,
}


@dataclass(frozen=True)
class Observations:
    """One set of observations. None: not observed."""

    respiration: float | None = None
    spo2: float | None = None
    on_oxygen: bool | None = None
    systolic: float | None = None
    pulse: float | None = None
    alert: bool | None = None
    temperature: float | None = None
    target_88_92: bool = False  # SpO2 scale 2


def parameter_scores(seen: Observations) -> dict[str, int]:
    """The score of each parameter that was observed."""
    scores: dict[str, int] = {}
    for name, value, bands in (
        ("respiration", seen.respiration, RESPIRATION),
        ("spo2", seen.spo2, _oxygen_bands(seen.target_88_92, bool(seen.on_oxygen))),
        ("systolic", seen.systolic, SYSTOLIC),
        ("pulse", seen.pulse, PULSE),
        ("temperature", seen.temperature, TEMPERATURE),
    ):
        if value is not None:
            scores[name] = _score(value, bands)
    if seen.on_oxygen is not None:
        scores["on_oxygen"] = ON_OXYGEN if seen.on_oxygen else 0
    if seen.alert is not None:
        scores["alert"] = 0 if seen.alert else NOT_ALERT
    return scores


def whole_score(seen: Observations) -> int | None:
    """The NEWS2; None when a parameter is missing."""
    scores = parameter_scores(seen)
    return sum(scores.values()) if len(scores) == 7 else None


def metric_score(metric: Metric, value: float, target_88_92: bool = False) -> int:
    """0..3, the chart's score of one measured value; 0 for what the chart does not score.

    A low temperature counts 1 at most: what bands and home thermometers measure at the skin is below the body's core.
    """
    if metric is Metric.SPO2 and target_88_92:
        return _score(value, SPO2_SCALE_2_ON_AIR)
    if metric not in _OF_METRICS:
        return 0
    score = _score(value, _OF_METRICS[metric])
    return min(score, 1) if metric is Metric.TEMPERATURE and value < 37 else score


def _oxygen_bands(target_88_92: bool, on_oxygen: bool) -> Bands:
    if not target_88_92:
        return SPO2_SCALE_1
    return SPO2_SCALE_2_ON_OXYGEN if on_oxygen else SPO2_SCALE_2_ON_AIR


def _score(value: float, bands: Bands) -> int:
    """As the chart is read: temperature to a tenth, all else in whole numbers."""
    steps, above = bands
    read = round(value, 1) if bands is TEMPERATURE else round(value)
    return next((score for up_to, score in steps if read <= up_to), above)
