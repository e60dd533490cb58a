"""Each thing that is counted, seen where it is and where it is not."""

from __future__ import annotations

from uuid import UUID

import pytest

from messages.payloads import AlertState
from xiaoan.chaos.tally import Heard, Kept, Line, Tally, Word, tally

ONE, TWO = UUID(int=1), UUID(int=2)
WANG, ZHAO = ("demo", "home-1", "wang", False), ("demo", "home-1", "zhao", False)
RECEIVED, RESOLVED = AlertState.RECEIVED, AlertState.RESOLVED
CLEAN = Tally(arrived=2, lost=0, doubled=0, unheard=0, stale=0)


def received(alert: UUID, whose: tuple[str, str, str | None, bool] = WANG) -> Line:
    return Line(whose, alert, "receive", RECEIVED, str(alert))


def step(alert: UUID, action: str, after: AlertState, detail: str = "") -> Line:
    return Line(WANG, alert, action, after, detail)


JOINED = step(ONE, "join", RECEIVED, str(TWO))


def kept(*history: Line, facts: tuple[UUID, ...] = (ONE, TWO)) -> Kept:
    return Kept(facts, {ONE: Word("received", None), TWO: Word("received", None)}, history)


HEARD = Heard({ONE: Word("received", None), TWO: Word("received", None)}, 0)
TWO_PEOPLE = (received(ONE), received(TWO, ZHAO))


@pytest.mark.parametrize(
    ("station", "home", "expected"),
    [
        (kept(*TWO_PEOPLE), HEARD, CLEAN),
        (kept(received(ONE), facts=(ONE,)), HEARD, Tally(1, 1, 0, 0, 0)),
        (kept(*TWO_PEOPLE, facts=(ONE, TWO, TWO)), HEARD, Tally(2, 0, 1, 0, 0)),
        (kept(received(ONE), received(TWO)), HEARD, Tally(2, 0, 1, 0, 0)),
        (kept(received(ONE), step(ONE, "resolve", RESOLVED), received(TWO)), HEARD, CLEAN),
        (kept(received(ONE), JOINED, step(ONE, "worsen", RECEIVED, str(TWO))), HEARD, CLEAN),
        (kept(received(ONE), *[JOINED] * 3), HEARD, Tally(2, 0, 2, 0, 0)),
        (kept(received(ONE), received(TWO, (*WANG[:3], True))), HEARD, CLEAN),
        (kept(*TWO_PEOPLE), Heard({ONE: Word("raised", None), TWO: Word("received", None)}, 1), Tally(2, 0, 0, 1, 0)),
        (kept(*TWO_PEOPLE), Heard({TWO: Word("received", None)}, 0), Tally(2, 0, 0, 1, 0)),
        (kept(*TWO_PEOPLE), Heard({ONE: Word("received", None), TWO: Word("joined", ONE)}, 0), Tally(2, 0, 0, 0, 1)),
    ],
    ids=[
        "clean", "lost", "two rows", "two open", "one after the other", "joined and worsened", "taken in three times",
        "a silent home beside it", "unheard", "not in the book", "stale",
    ],
)  # fmt: skip
def test_counts(station: Kept, home: Heard, expected: Tally) -> None:
    assert tally({ONE, TWO}, station, [home]) == expected


def test_what_no_home_had_accepted_is_not_counted() -> None:
    assert tally({ONE}, kept(received(ONE)), [HEARD]) == Tally(1, 0, 0, 0, 0)
