"""A plan of thresholds is followed, outlives a restart, and a wrong one changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from messages.errors import OutboxError
from messages.payloads import Finding, Metric, Payload, Plan
from messages.thresholds import PLAN, Thresholds
from messages.topics import DeadLetter, Received
from tests.messages.support import START, Make, SetClock
from tests.wearable_bridge.support import Desk
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.plan_inbox import PlanInbox
from wearable_bridge.vitals.residents import PlanRefusedError

SLOW = {"heart_rate": {"ask_high": 95, "urgent_high": 105, "emergency_high": 120}}


def plan(content: dict[str, Any], name: str = PLAN, resident: str | None = "wang") -> Plan:
    return Plan(home="home-1", resident=resident, device="station", at=START, plan=name, content=content)


def found(desk: Desk) -> list[str]:
    return [f"{each.kind} {each.urgency}" for each in desk.waiting() if isinstance(each, Finding)]


def test_a_plan_holds_at_once_and_after_a_restart(tmp_path: Path, clock: SetClock) -> None:
    desk = Desk(tmp_path / "bridge.db", clock)
    desk.pulses(100, 6)
    assert found(desk) == []
    assert desk.residents.follow(plan(SLOW))
    assert not desk.residents.follow(plan(SLOW))
    desk.pulses(100, 1)
    assert found(desk) == ["pulse_high attention"]
    desk.engine.dispose()
    after = Desk(tmp_path / "bridge.db", clock)
    assert after.residents.limits(Wearer("wang")).heart_rate.urgent_high == 105
    after.pulses(107, 6)
    assert found(after) == ["pulse_high attention", "pulse_high urgent"]
    assert after.residents.limits(Wearer("li")) == Thresholds()


@pytest.mark.parametrize(
    "wrong", [{"heart_rate": {"urgent_high": 1000}}, {"pulse": 3}, {"heart_rate": "fast"}, {"night_from": None}]
)
def test_a_wrong_plan_is_a_dead_letter_and_the_last_good_one_stays(desk: Desk, wrong: dict[str, Any]) -> None:
    letters: list[DeadLetter] = []
    inbox = PlanInbox(desk.residents, letters.append)
    for content in (SLOW, wrong):
        inbox.take(Received("demo", "home-1", plan(content)))
    assert desk.residents.limits(Wearer("wang")).heart_rate.ask_high == 95
    (letter,) = letters
    assert letter.topic == "care/v1/demo/home-1/plan/wang/thresholds"
    assert letter.reason
    assert "1000" not in letter.reason


def test_a_plan_for_nobody_is_refused(desk: Desk) -> None:
    with pytest.raises(PlanRefusedError):
        desk.residents.follow(plan(SLOW, resident=None))


@pytest.mark.parametrize("other", [plan(SLOW, name="medicine"), Make().alert()])
def test_other_messages_are_nothing_to_it(desk: Desk, other: Payload) -> None:
    letters: list[DeadLetter] = []
    PlanInbox(desk.residents, letters.append).take(Received("demo", "home-1", other))
    assert letters == []
    assert desk.residents.limits(Wearer("wang")) == Thresholds()


def test_a_plan_that_the_disk_refuses_does_not_hold(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TABLE vitals_kept"))
    with pytest.raises(OutboxError):
        desk.residents.follow(plan(SLOW))
    assert desk.residents.limits(Wearer("wang")) == Thresholds()
    PlanInbox(desk.residents, lambda _letter: None).take(Received("demo", "home-1", plan(SLOW)))
    desk.rounds.save()


def test_what_was_learnt_outlives_a_restart_and_rubbish_in_the_table_does_no_harm(
    tmp_path: Path, clock: SetClock
) -> None:
    desk = Desk(tmp_path / "bridge.db", clock)
    for _ in range(9 * 24):
        desk.pulse(60)
        desk.clock.forward(3600)
    desk.rounds.save()
    with desk.engine.begin() as connection:
        for name in ("thresholds", "baseline", "bands", "home"):
            row = {"name": name, "resident": "li", "body": '{"x": [1, {}], "heart_rate": 3}'}
            connection.execute(text("INSERT INTO vitals_kept VALUES (:name, '', :resident, :body)"), row)
            connection.execute(text("INSERT INTO vitals_kept VALUES (:name, '', 'zhao', 'no JSON')"), {"name": name})
    desk.engine.dispose()
    after = Desk(tmp_path / "bridge.db", clock)
    person = after.residents.person(Wearer("wang"))
    assert person is not None
    assert person.usual(Metric.HEART_RATE, clock.now()) == 60
    assert after.residents.person(Wearer("li")) is not None
    assert after.residents.limits(Wearer("li")) == Thresholds()
