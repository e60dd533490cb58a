"""Every kind of finding has its words and its question; when it is asked about again; the night."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.phrases import Phrases, load_phrases
from messages.findings import OF_BANDS, OF_HOMES, alert_kind
from messages.payloads import AlertKind, Metric, Urgency
from tests.wearable_bridge.vitals.told import NOON
from wearable_bridge.vitals.conditions import (
    AskedBefore,
    Condition,
    FindingKind,
    is_night,
    waits_for_the_morning,
    worth_asking,
)
from wearable_bridge.vitals.wording import in_words

ASK, URGENT = Urgency.ATTENTION, Urgency.URGENT


@pytest.fixture(params=["zh", "en"])
def phrases(request: pytest.FixtureRequest) -> Phrases:
    return load_phrases(request.param)


@pytest.mark.parametrize("kind", list(FindingKind))
def test_each_kind_has_its_words_and_its_question(kind: FindingKind, phrases: Phrases) -> None:
    assert in_words(Condition(kind, None, 95.0, ASK, 600), phrases)
    assert phrases.has(f"assistant.finding.ask.{kind.value}")


@pytest.mark.parametrize(
    ("metric", "value", "lasted_s", "words"),
    [
        (Metric.TEMPERATURE, 38.46, 100, "体温 38.5 度，持续 100 秒"),
        (Metric.TEMPERATURE, 38.0, 3700, "体温 38.0 度，持续 61 分钟"),
        (Metric.TEMPERATURE, 38.0, 10_800, "体温 38.0 度，持续 3 小时"),
    ],
)
def test_what_was_measured_and_for_how_long(metric: Metric, value: float, lasted_s: float, words: str) -> None:
    condition = Condition(FindingKind.TEMPERATURE_HIGH, metric, value, ASK, lasted_s)
    assert in_words(condition, load_phrases("zh")) == words


def test_bands_and_homes_make_alerts_of_their_own() -> None:
    assert {FindingKind(kind) for kind in OF_BANDS | OF_HOMES} < set(FindingKind)
    kinds = {kind: alert_kind(kind) for kind in FindingKind}
    assert kinds[FindingKind.BAND_OFF] is AlertKind.BAND_CARE
    assert kinds[FindingKind.NO_MOTION] is AlertKind.NO_SIGN_OF_LIFE
    assert list(kinds.values()).count(AlertKind.VITAL_SIGN) == len(FindingKind) - 5


@pytest.mark.parametrize(
    ("kind", "before", "urgency", "since_s", "asked"),
    [
        ("pulse_high", None, ASK, 0, True),
        ("pulse_high", ASK, ASK, 599, False),
        ("pulse_high", ASK, ASK, 600, True),
        ("pulse_high", ASK, URGENT, 10, True),
        ("pulse_high", URGENT, ASK, 10, False),
        ("pulse_high", URGENT, URGENT, -3600, True),
        ("band_off", ASK, ASK, 11 * 3600, False),
        ("band_off", ASK, ASK, 12 * 3600, True),
        ("no_motion", ASK, ASK, 5 * 3600, False),
        ("no_motion", ASK, ASK, 6 * 3600, True),
    ],
)
def test_asked_again_after_a_while_or_when_it_is_worse(
    kind: str, before: Urgency | None, urgency: Urgency, since_s: float, asked: bool
) -> None:
    earlier = None if before is None else AskedBefore(before, NOON)
    condition = Condition(FindingKind(kind), None, 128, urgency, 30)
    assert worth_asking(condition, earlier, NOON + timedelta(seconds=since_s), 600) is asked


@pytest.mark.parametrize(
    ("night", "hours"),
    [((22, 6), {22, 23, 0, 1, 2, 3, 4, 5}), ((0, 7), set(range(7))), ((6, 6), set())],
)
def test_the_night(night: tuple[int, int], hours: set[int]) -> None:
    assert {hour for hour in range(24) if is_night(hour, *night)} == hours


@pytest.mark.parametrize(
    ("kind", "urgency", "waits"),
    [
        ("battery_low", ASK, True),
        ("temperature_low", ASK, True),
        ("pulse_risen", URGENT, False),
        ("pulse_high", ASK, False),
    ],
)
def test_nobody_is_woken_for_what_can_wait(kind: str, urgency: Urgency, waits: bool) -> None:
    assert waits_for_the_morning(Condition(FindingKind(kind), None, None, urgency, 0)) is waits
