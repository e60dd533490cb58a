"""Which homes are missed, as tables and under random lines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.supervision import SupervisionSettings
from station.supervision.silence import Line, Sign, Verdict, judge, late_after_s, silence_id

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
RULES = SupervisionSettings()
LONG_AGO = NOW - timedelta(days=1)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def home(age_s: float, name: str = "home-1", told: bool = False) -> Sign:
    return Sign(name, ago(age_s), told)


def many(count: int, age_s: float) -> list[Sign]:
    """They fell together, but their last signs are spread over a minute."""
    return [home(age_s - index * 60 / count, f"home-{index}") for index in range(count)]


NONE = Verdict((), False)
MISSED = Verdict(("home-1",), False)
CASES = {
    "heard just now": ([home(1)], 400, Line(LONG_AGO), NONE),
    "two signs missed": ([home(179)], 400, Line(LONG_AGO), NONE),
    "silent": ([home(180)], 400, Line(LONG_AGO), MISSED),
    "the only home of the community": ([home(181)], 1, Line(LONG_AGO), MISSED),
    "told already": ([home(5000, told=True)], 400, Line(LONG_AGO), NONE),
    "the station hears nothing itself": ([home(5000)], 400, Line(None), NONE),
    "the station has just come back": ([home(5000)], 400, Line(ago(299)), NONE),
    "and homes had their time": ([home(5000)], 400, Line(ago(300)), MISSED),
    "heard in a future before the clock was set back": ([home(-9000)], 400, Line(ago(400)), MISSED),
    "and the station since a moment ago": ([home(-9000)], 400, Line(ago(100)), NONE),
    "the station's own start lies in the future": ([home(5000)], 400, Line(ago(-100)), NONE),
    "a whole town, when the first is missed": (many(400, 180), 400, Line(LONG_AGO), Verdict((), True)),
    "a whole town, a little before": (many(400, 170), 400, Line(LONG_AGO), NONE),
    "four homes of four are too few for a line": (
        [home(200, str(number)) for number in range(4)], 4, Line(LONG_AGO), Verdict(("0", "1", "2", "3"), False)
    ),
    "five of five are a line": ([home(200, str(n)) for n in range(5)], 5, Line(LONG_AGO), Verdict((), True)),
    "the line is open and most are back": (many(21, 900), 400, Line(LONG_AGO, True), Verdict((), True)),
    "the line is over": (many(20, 900), 400, Line(LONG_AGO, True), NONE),
    "those left over have their grace": (many(20, 1000), 400, Line(LONG_AGO, False, ago(299)), NONE),
    "a line that ended in a future before the clock was set back": (
        [home(200)], 400, Line(LONG_AGO, False, ago(-9000)), MISSED
    ),
    "an open line while the station is away stays open": (many(20, 900), 400, Line(None, True), Verdict((), True)),
    "homes that were told do not make a line": (
        [*(home(9000, f"old-{n}", told=True) for n in range(30)), home(200)], 40, Line(LONG_AGO), MISSED
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_table(name: str) -> None:
    signs, watched, line, verdict = CASES[name]
    assert judge(signs, watched, line, NOW, RULES) == verdict


def test_after_the_grace_those_left_over_are_missed_one_by_one() -> None:
    left = many(20, 1000)
    verdict = judge(left, 400, Line(LONG_AGO, False, ago(301)), NOW, RULES)
    assert set(verdict.silent) == {sign.home for sign in left}


ages = st.floats(-1e5, 1e6)
lines = st.builds(
    Line,
    st.none() | ages.map(ago),
    st.booleans(),
    st.none() | ages.map(ago),
)
towns = st.lists(st.tuples(ages, st.booleans()), max_size=60).map(
    lambda drawn: [home(age, f"home-{number}", told) for number, (age, told) in enumerate(drawn)]
)


@given(towns, st.integers(0, 100), lines)
def test_a_storm_never_becomes_many_alerts(town: list[Sign], others: int, line: Line) -> None:
    watched = len(town) + others
    silent = judge(town, watched, line, NOW, RULES).silent
    assert len(silent) < RULES.line_least or len(silent) <= RULES.line_share * watched


@given(towns, st.integers(0, 100), lines)
def test_nobody_is_missed_early_twice_or_while_the_station_was_away(town: list[Sign], others: int, line: Line) -> None:
    silent = judge(town, len(town) + others, line, NOW, RULES).silent
    by_name = {sign.home: sign for sign in town}
    for name in silent:
        sign = by_name[name]
        assert not sign.told
        assert sign.heard_at > NOW or NOW - sign.heard_at >= timedelta(seconds=RULES.silent_after_s)
        assert line.listening_since is not None
        assert NOW - line.listening_since >= timedelta(seconds=RULES.grace_s)


@given(towns, lines, st.integers(0, 50))
def test_only_the_homes_that_are_late_need_be_known(town: list[Sign], line: Line, others: int) -> None:
    known = [
        sign
        for sign in town
        if sign.told or sign.heard_at > NOW or (NOW - sign.heard_at).total_seconds() >= late_after_s(RULES)
    ]
    watched = len(town) + others
    assert judge(known, watched, line, NOW, RULES) == judge(town, watched, line, NOW, RULES)


@given(st.integers(0, 3), st.floats(180, 1e6))
def test_a_home_that_stays_silent_is_missed_in_the_end(silent_too: int, age_s: float) -> None:
    town = [home(age_s, f"home-{number}") for number in range(silent_too + 1)]
    verdict = judge(town, 400, Line(LONG_AGO), NOW, RULES)
    assert set(verdict.silent) == {sign.home for sign in town}


def test_one_silence_has_one_id() -> None:
    assert silence_id("demo", "home-1", NOW) == silence_id("demo", "home-1", NOW)
    ids = {
        silence_id("demo", "home-1", NOW),
        silence_id("demo", "home-2", NOW),
        silence_id("other", "home-1", NOW),
        silence_id("demo", "home-1", ago(1)),
    }
    assert len(ids) == 4
