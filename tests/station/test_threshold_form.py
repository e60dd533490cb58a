"""The form of a resident's lines says what the plan says, and what is wrong in words that a supervisor follows."""

from __future__ import annotations

from typing import Any

import pytest

from config.phrases import load_phrases
from messages.thresholds import DEFAULT_EDGES, Thresholds
from station.errors import PlanError
from station.plans import Plans
from station.web.threshold_form import EDGES, NUMBERS, SWITCHES, content_of, fields_of, refusal
from tests.station.support import LI, QIAN, Rig, a_cry

ZH, EN = load_phrases("zh"), load_phrases("en")


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"heart_rate": {"ask_high": 120, "urgent_high": None}, "oxygen_target_88_92": True},
        {"spo2": {"ask_low": None}, "night_from": 21, "water_unused_after_h": 8.5},
    ],
)
def test_what_is_shown_and_saved_again_is_the_same_plan(content: dict[str, Any]) -> None:
    limits = Thresholds.model_validate(content)
    assert content_of(fields_of(limits)) == content
    assert content_of({**fields_of(limits), "moved_by": None}).get("moved_by") is None


def test_every_field_and_measure_has_words() -> None:
    for phrases in (ZH, EN):
        names = [f"field.{name}" for name in (*SWITCHES, *NUMBERS)]
        names += [f"measure.{measure}" for measure in DEFAULT_EDGES] + [f"edge.{edge}" for edge in EDGES]
        assert [name for name in names if not phrases.has(f"station.thresholds.{name}")] == []
    assert {*SWITCHES, *NUMBERS, *DEFAULT_EDGES} == set(Thresholds.model_fields)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("heart_rate.ask_high", 150.0, "心率（次/分）的界限要从低到高"),
        ("heart_rate.emergency_high", 900.0, "心率（次/分）的界限要在 20 到 250 之间"),
        ("night_from", 24.0, "“夜里从几点”不能大于 23。"),
        ("band_off_after_h", 0.1, "“手环摘下几小时就提醒”不能小于 0.5。"),
        ("moved_by", 9.5, "“早上几点前该有活动”要填一个数"),
    ],
)
def test_what_cannot_be_meant_is_said_plainly(rig: Rig, field: str, value: float, words: str) -> None:
    rig.take(a_cry())
    fields = {**fields_of(Thresholds()), field: value}
    with pytest.raises(PlanError) as refused:
        Plans(rig.database, rig.outbox, rig.clock).set_thresholds(QIAN, "home-1", "wang", content_of(fields))
    assert words in refusal(refused.value, ZH)
    assert refusal(refused.value, EN)


def test_the_list_says_whose_lines_differ(rig: Rig) -> None:
    plans = Plans(rig.database, rig.outbox, rig.clock)
    rig.take(a_cry(resident="zhang"))
    plans.set_thresholds(QIAN, "home-1", "zhang", {"moved_by": 11})
    told = {each.resident: (each.own, each.by) for each in plans.residents(LI, 10)}
    assert told == {"wang": (False, ""), "zhang": (True, "钱主管")}
    plans.set_thresholds(QIAN, "home-1", "zhang", {})
    assert [each.own for each in plans.residents(LI, 10)] == [False, False]
