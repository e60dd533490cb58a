"""Whom to tell, as a table of seconds since the alert."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.settings import EscalationSettings
from station.escalation import Climb, Due, due, latest_steps, next_base
from tests.station.support import START

LADDER = EscalationSettings()
PEOPLE = {
    "on_duty": ("li",),
    "first_contact": ("daughter",),
    "all_workers": ("li", "zhao"),
    "second_contact": ("son",),
    "supervisor": ("boss",),
}


def told(after_s: float, done: set[tuple[int, str]] | None = None, base: int = 0, accepted: bool = False) -> list[Due]:
    climb = Climb(START, base, accepted)
    return list(due(climb, LADDER, PEOPLE, frozenset(done or ()), START + timedelta(seconds=after_s)))


FIRST = {(0, "li"), (0, "daughter")}
SECOND = FIRST | {(1, "li"), (1, "zhao"), (1, "son")}
THIRD = SECOND | {(2, "boss")}


@pytest.mark.parametrize(
    ("after_s", "done", "expected"),
    [
        (0, set(), [(0, "daughter"), (0, "li")]),
        (0, {(0, "li")}, [(0, "daughter")]),
        (59.9, FIRST, []),
        (60, FIRST, [(1, "li"), (1, "son"), (1, "zhao")]),
        (179, SECOND, []),
        (180, SECOND, [(2, "boss")]),
        (239, THIRD, []),
        (240, THIRD, [(3, "boss")]),
        (300, THIRD | {(3, "boss")}, [(4, "boss")]),
        # The station was away for an hour: everybody is told once, for the latest step that names them.
        (3600, set(), [(0, "daughter"), (1, "li"), (1, "son"), (1, "zhao"), (59, "boss")]),
        # The clock was set back: nobody.
        (-5, set(), []),
    ],
)
def test_the_ladder(after_s: float, done: set[tuple[int, str]], expected: list[tuple[int, str]]) -> None:
    assert [(item.step, item.recipient) for item in told(after_s, done)] == expected


def test_an_accepted_alert_tells_nobody() -> None:
    assert told(3600, accepted=True) == []


def test_a_second_climb_has_numbers_of_its_own() -> None:
    base = next_base(THIRD | {(3, "boss")}, 0, len(LADDER.steps))
    assert base == 4
    assert told(0, THIRD, base=base) == [Due(4, "daughter"), Due(4, "li")]


def test_a_ladder_without_steps_tells_nobody() -> None:
    assert latest_steps(Climb(START, 0, False), EscalationSettings(steps=()), START + timedelta(hours=1)) == ()


@given(st.lists(st.integers(0, 600), min_size=1, max_size=40))
def test_nobody_is_told_twice_for_a_step_and_nobody_is_forgotten(moments: list[int]) -> None:
    done: set[tuple[int, str]] = set()
    for moment in sorted(moments):
        for item in told(moment, done):
            assert (item.step, item.recipient) not in done
            done.add((item.step, item.recipient))
    last = max(moments)
    reached = {rung for step in LADDER.steps if step.after_s <= last for rung in step.tell}
    assert {name for _, name in done} == {name for rung in reached for name in PEOPLE[rung]}
