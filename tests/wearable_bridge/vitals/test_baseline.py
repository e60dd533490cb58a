"""What is usual for a person is learnt within a week, is not moved by bad days, and is there after a restart."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric, Urgency
from tests.wearable_bridge.vitals.told import NOON, Told
from wearable_bridge.vitals.baseline import DAYS_KEPT, DAYS_NEEDED, VALUES_A_DAY, Baseline, Part
from wearable_bridge.vitals.conditions import FindingKind

FIRST = date(2026, 3, 1)
PULSE = Metric.HEART_RATE


def learn(baseline: Baseline, days: int, bpm: float, spread: float = 3.0, wrong: float = 0.0, first: int = 0) -> None:
    chance = random.Random(1)
    for day in range(first, first + days):
        for minute in range(8 * 60, 20 * 60, 5):
            value = 180.0 if chance.random() < wrong else chance.gauss(bpm, spread)
            baseline.learn(PULSE, Part.DAY, FIRST + timedelta(days=day), minute, value)


@pytest.mark.parametrize("bpm", [52.0, 68.0, 88.0])
def test_it_converges_on_what_is_usual(bpm: float) -> None:
    baseline = Baseline()
    learn(baseline, DAYS_NEEDED, bpm)
    assert baseline.usual(PULSE, Part.DAY) is None  # the seventh day is not over
    learn(baseline, 1, bpm, first=DAYS_NEEDED)
    usual = baseline.usual(PULSE, Part.DAY)
    assert usual is not None
    assert usual.value == pytest.approx(bpm, abs=1.5)
    assert usual.spread < 2
    assert baseline.usual(PULSE, Part.NIGHT) is None


def test_a_fifth_of_wrong_values_and_a_few_bad_days_do_not_move_it() -> None:
    baseline = Baseline()
    learn(baseline, 12, 68, wrong=0.2)
    learn(baseline, 3, 105, first=12)
    learn(baseline, 1, 68, first=15)
    usual = baseline.usual(PULSE, Part.DAY)
    assert usual is not None
    assert usual.value == pytest.approx(68, abs=2)


def test_the_usual_range_holds_the_values_of_a_usual_day_whatever_a_few_days_were_like() -> None:
    baseline = Baseline()
    learn(baseline, DAYS_NEEDED, 68)
    assert baseline.ranges() == ()  # the seventh day is not over
    learn(baseline, 3, 105, first=DAYS_NEEDED)
    learn(baseline, 1, 68, first=DAYS_NEEDED + 3)
    [usual] = baseline.ranges()
    assert (usual.metric, usual.part, usual.days) == (PULSE, Part.DAY, DAYS_NEEDED + 3)
    assert 60 < usual.low < 65  # a normal spread of 3: nineteen in twenty within 6
    assert 71 < usual.high < 76
    again = Baseline()
    again.restore(json.loads(json.dumps(baseline.as_json())))
    assert again.has_new_days
    assert again.ranges() == (usual,)


def test_a_new_usual_is_learnt_within_four_weeks() -> None:
    baseline = Baseline()
    learn(baseline, 28, 68)
    learn(baseline, 20, 82, first=28)
    usual = baseline.usual(PULSE, Part.DAY)
    assert usual is not None
    assert usual.value == pytest.approx(82, abs=2)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Metric)), st.sampled_from(list(Part)), st.dates(), st.integers(0, 1439),
            st.floats(0, 300),
        ),
        max_size=200,
    )
)  # fmt: skip
def test_days_in_any_order_are_bounded_and_kept(values: list[tuple[Metric, Part, date, int, float]]) -> None:
    baseline, after = Baseline(), Baseline()
    for value in values:
        baseline.learn(*value)
    kept = json.loads(json.dumps(baseline.as_json()))
    for learnt in kept.values():
        assert len(learnt["values"]) <= VALUES_A_DAY
        assert len(learnt["days"]) <= DAYS_KEPT
    after.restore(kept)
    for metric in Metric:
        for part in Part:
            assert after.usual(metric, part) == baseline.usual(metric, part)


def test_a_clock_that_leaps_a_hundred_years_and_back_is_lived_through() -> None:
    baseline = Baseline()
    learn(baseline, 4, 68)
    learn(baseline, 1, 190, first=36500)
    learn(baseline, 5, 68, first=4)
    usual = baseline.usual(PULSE, Part.DAY)
    assert usual is not None
    assert usual.value == pytest.approx(68, abs=2)


@pytest.mark.parametrize("kept", [{"heart_rate/day": 3}, {"heart_rate/day": {"days": "many"}}, {"x": {}}, {}])
def test_what_cannot_be_read_is_learnt_anew(kept: dict[str, Any]) -> None:
    baseline = Baseline()
    baseline.restore(kept)
    assert baseline.usual(PULSE, Part.DAY) is None
    learn(baseline, 8, 68)
    assert baseline.usual(PULSE, Part.DAY) is not None


def test_a_person_with_a_usual_is_asked_about_what_is_unusual_for_her() -> None:
    told = Told(start=NOON - timedelta(days=9))
    told.values(PULSE, *[62] * (9 * 144), every_s=600)
    assert told.found == []
    assert told.person.usual(PULSE, NOON) == 62
    assert told.values(PULSE, *[92] * 12) == {(FindingKind.PULSE_RISEN, Urgency.ATTENTION)}
    after = Told()
    after.person.restore(json.loads(json.dumps(told.person.learnt())))
    assert after.values(PULSE, *[92] * 6) == {(FindingKind.PULSE_RISEN, Urgency.ATTENTION)}
    stranger = Told()
    assert stranger.values(PULSE, *[92] * 6) == set()


def test_day_and_night_are_learnt_apart_and_an_illness_is_not_learnt() -> None:
    told = Told(start=NOON - timedelta(days=9))
    for _ in range(9 * 24):
        told.values(PULSE, *[52 if told.now.hour >= 22 or told.now.hour < 6 else 70] * 6, every_s=600)
    assert [told.person.usual(PULSE, NOON + timedelta(hours=hours)) for hours in (0, 14)] == [70, 52]
    told.values(PULSE, *[135] * (10 * 144), every_s=600)
    assert told.person.usual(PULSE, NOON) == 70
