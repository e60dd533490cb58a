"""Whom to tell, as a table of seconds since the alert."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.escalation import EscalationSettings
from station.escalation import Climb, Due, due, latest_steps, least_waited_s, next_base
from station.notify.stopwatch import Stopwatch
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


@given(st.floats(0, 7200), st.floats(0, 7200), st.floats(1, 600), st.integers(0, 50))
def test_who_waits_longer_has_climbed_no_less(one_s: float, other_s: float, repeat_s: float, base: int) -> None:
    ladder = EscalationSettings(repeat_every_s=repeat_s)
    sooner, later = sorted((one_s, other_s))

    def reached(after_s: float) -> list[tuple[int, tuple[str, ...]]]:
        return list(latest_steps(Climb(START, base, False), ladder, START + timedelta(seconds=after_s)))

    before, after = reached(sooner), reached(later)
    assert max(step for step, _ in before) <= max(step for step, _ in after)
    assert {rung for _, rungs in before for rung in rungs} <= {rung for _, rungs in after for rung in rungs}
    assert [step for step, _ in after] == sorted({step for step, _ in after})


@given(st.integers(0, 72_000).map(lambda tenths: tenths / 10), st.integers(0, 50))
def test_by_the_steps_taken_a_climb_is_known_to_have_lasted_no_longer_than_it_has(waited_s: float, base: int) -> None:
    steps = latest_steps(Climb(START, base, False), LADDER, START + timedelta(seconds=waited_s))
    least_s = least_waited_s({(step, "li") for step, _ in steps}, base, LADDER)
    assert waited_s - LADDER.repeat_every_s * 2 <= least_s <= waited_s
    assert latest_steps(Climb(START, base, False), LADDER, START + timedelta(seconds=least_s)) == steps


@pytest.mark.parametrize(
    ("done", "base", "least_s"),
    [
        (set(), 0, 0),
        ({(0, "li")}, 0, 0),
        ({(0, "li"), (1, "zhao")}, 0, 60),
        ({(2, "boss")}, 0, 180),
        ({(4, "boss")}, 0, 300),
        ({(4, "boss")}, 5, 0),  # of the climb before
        ({(4, "boss"), (6, "zhao")}, 5, 60),
    ],
)
def test_least_waited(done: set[tuple[int, str]], base: int, least_s: float) -> None:
    assert least_waited_s(done, base, LADDER) == least_s
    assert least_waited_s(done, base, EscalationSettings(steps=())) == 0


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(-50_000, 50_000)), min_size=1, max_size=20))
def test_the_stopwatch_follows_the_wall_clock_forward_and_never_back(moves: list[tuple[float, float]]) -> None:
    """Each move: so much time passes, and the wall clock is set so far off."""
    passed_s = 0.0
    watch = Stopwatch(lambda: passed_s)
    key = (uuid4(), 0)
    watch.now(key, START, 0, START)
    for seconds, off_s in moves:
        passed_s += seconds
        wall = START + timedelta(seconds=passed_s + off_s)
        now = watch.now(key, START, 0, wall)
        assert abs((now - max(wall, START + timedelta(seconds=passed_s))).total_seconds()) < 1e-3


def test_a_climb_forgotten_begins_with_what_its_rows_say() -> None:
    passed_s = 0.0
    watch = Stopwatch(lambda: passed_s)
    key = (uuid4(), 0)
    watch.now(key, START, 0, START)
    passed_s = 90
    back = START - timedelta(hours=5)
    assert watch.now(key, START, 0, back) == START + timedelta(seconds=90)
    watch.forget_all_but(frozenset())
    assert watch.now(key, START, 60, back) == START + timedelta(seconds=60)
