"""Answer times from the history of alerts, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import AlertKind, AlertState, Urgency
from station.supervision.answer_times import Call, Line, Share, calls, summary

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)
S = AlertState


def line(
    after_s: float,
    action: str,
    before: AlertState | None,
    after: AlertState,
    alert: UUID = ONE,
    by: str = "李护士",
    kind: AlertKind = AlertKind.CRY,
) -> Line:
    at = START + timedelta(seconds=after_s)
    return Line(alert, "home-1", kind, Urgency.EMERGENCY, action, before, after, by, at)


RECEIVED = line(0, "receive", None, S.RECEIVED, by="speaker-1")
ANSWERED = line(40, "acknowledge", S.RECEIVED, S.ACKNOWLEDGED)

CASES: dict[str, tuple[list[Line], list[tuple[float, float | None, str]]]] = {
    "nothing": ([], []),
    "answered": ([RECEIVED, ANSWERED], [(0, 40, "李护士")]),
    "still waiting": ([RECEIVED], [(0, None, "")]),
    "more joins while it waits": (
        [RECEIVED, line(10, "join", S.RECEIVED, S.RECEIVED, by="x"), line(20, "worsen", S.RECEIVED, S.RECEIVED, by="x"),
         ANSWERED],
        [(0, 40, "李护士")],
    ),
    "more joins when it is answered": (
        [RECEIVED, ANSWERED, line(50, "join", S.ACKNOWLEDGED, S.ACKNOWLEDGED, by="x")], [(0, 40, "李护士")]
    ),
    "graver: he has to look anew": (
        [RECEIVED, ANSWERED, line(60, "worsen", S.ACKNOWLEDGED, S.RECEIVED, by="x"),
         line(90, "acknowledge", S.RECEIVED, S.ACKNOWLEDGED, by="王主管")],
        [(0, 40, "李护士"), (60, 90, "王主管")],
    ),
    "closed without being accepted first": (
        [RECEIVED, line(70, "resolve", S.RECEIVED, S.RESOLVED)], [(0, 70, "李护士")]
    ),
    "she says that she is well": (
        [RECEIVED, line(30, "cancel", S.RECEIVED, S.CANCELLED, by="speaker-1"),
         line(60, "resolve", S.CANCELLED, S.RESOLVED)],
        [(0, 30, "")],
    ),
    "opened again": (
        [RECEIVED, ANSWERED, line(50, "resolve", S.ACKNOWLEDGED, S.RESOLVED),
         line(100, "reopen", S.RESOLVED, S.RECEIVED), line(110, "acknowledge", S.RECEIVED, S.ACKNOWLEDGED)],
        [(0, 40, "李护士"), (100, 110, "李护士")],
    ),
    "two at a time": (
        [RECEIVED, line(5, "receive", None, S.RECEIVED, TWO, "x"), ANSWERED],
        [(0, 40, "李护士"), (5, None, "")],
    ),
    "what the station noticed itself is nobody's call": (
        [line(0, "receive", None, S.RECEIVED, by="station", kind=AlertKind.HOME_SILENT),
         line(9, "acknowledge", S.RECEIVED, S.ACKNOWLEDGED, kind=AlertKind.HOME_SILENT)],
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_counts_as_a_call(name: str) -> None:
    history, expected = CASES[name]
    found = [
        (
            (call.since - START).total_seconds(),
            None if call.ended_at is None else (call.ended_at - START).total_seconds(),
            call.by,
        )
        for call in calls(history)
    ]
    assert found == expected


def call(ended_after_s: float | None, by: str = "李护士") -> Call:
    ended_at = None if ended_after_s is None else START + timedelta(seconds=ended_after_s)
    return Call(ONE, "home-1", AlertKind.CRY, Urgency.EMERGENCY, START, ended_at, by if ended_at else "")


def shares(of: list[Call], now_s: float = 10_000) -> list[tuple[int, int, bool | None]]:
    found = summary(of, START + timedelta(seconds=now_s)).shares
    return [(share.within, share.counted, share.met) for share in found]


@pytest.mark.parametrize(
    ("of", "now_s", "expected"),
    [
        ([], 0, [(0, 0, None), (0, 0, None)]),
        ([call(60)], 60, [(1, 1, True), (1, 1, True)]),
        ([call(60.5)], 61, [(0, 1, False), (1, 1, True)]),
        ([call(None)], 60, [(0, 0, None), (0, 0, None)]),
        ([call(None)], 61, [(0, 1, False), (0, 0, None)]),
        ([call(None)], 181, [(0, 1, False), (0, 1, False)]),
        ([call(30, by="")], 9000, [(0, 0, None), (0, 0, None)]),
        ([call(100, by="")], 9000, [(0, 1, False), (0, 0, None)]),
        ([call(10)] * 39 + [call(90)], 9000, [(39, 40, True), (40, 40, True)]),
        ([call(10)] * 38 + [call(90)] * 2, 9000, [(38, 40, False), (40, 40, True)]),
        ([call(10)] * 99 + [call(200)], 9000, [(99, 100, True), (99, 100, True)]),
        ([call(10)] * 98 + [call(200)] * 2, 9000, [(98, 100, True), (98, 100, False)]),
    ],
)
def test_the_standard(of: list[Call], now_s: float, expected: list[tuple[int, int, bool | None]]) -> None:
    assert shares(of, now_s) == expected


def test_figures_of_the_answered_ones() -> None:
    found = summary([call(10), call(20), call(90), call(None), call(5, by="")], START + timedelta(seconds=30))
    assert (found.calls, found.unanswered, found.median_s, found.longest_s) == (5, 1, 20, 90)
    assert summary([], START).median_s is None


def test_what_is_just_missed_is_not_rounded_up() -> None:
    share = Share(60, 97.5, 10_000, 9749)
    assert (share.percent, share.met) == (97.4, False)


waits = st.none() | st.floats(0, 1e4)


@given(st.lists(st.tuples(waits, st.booleans()), max_size=50), st.floats(0, 1e4))
def test_a_slower_answer_never_looks_better(drawn: list[tuple[float | None, bool]], now_s: float) -> None:
    of = [call(wait, "李护士" if answered else "") for wait, answered in drawn]
    slower = [call(None if wait is None else wait + 100, "李护士" if answered else "") for wait, answered in drawn]
    for was, now in zip(shares(of, now_s), shares(slower, now_s), strict=True):
        assert now[0] <= was[0]
        assert now[1] >= was[1]
        assert was[0] <= was[1] <= len(of)
