"""Every pair of state and action: what follows, or a refusal."""

from __future__ import annotations

from itertools import product

import pytest

from messages.payloads import AlertState, Urgency
from station.errors import TransitionError
from station.lifecycle import OPEN, RAISED, SHOWN, Action, after, allowed, worsens

S = AlertState
LEGAL = {
    (RAISED, Action.RECEIVE): S.RECEIVED,
    (RAISED, Action.JOIN): S.JOINED,
    (S.RECEIVED, Action.WORSEN): S.RECEIVED,
    (S.RECEIVED, Action.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.RECEIVED, Action.RESOLVE): S.RESOLVED,
    (S.RECEIVED, Action.CANCEL): S.CANCELLED,
    (S.ACKNOWLEDGED, Action.WORSEN): S.RECEIVED,
    (S.ACKNOWLEDGED, Action.SET_OUT): S.ON_THE_WAY,
    (S.ACKNOWLEDGED, Action.RESOLVE): S.RESOLVED,
    (S.ON_THE_WAY, Action.WORSEN): S.RECEIVED,
    (S.ON_THE_WAY, Action.RESOLVE): S.RESOLVED,
    (S.CANCELLED, Action.RESOLVE): S.RESOLVED,
}


@pytest.mark.parametrize(("state", "action"), list(product([RAISED, *AlertState], Action)))
def test_every_transition(state: AlertState | None, action: Action) -> None:
    expected = LEGAL.get((state, action))
    if expected is not None:
        assert after(state, action) is expected
        return
    with pytest.raises(TransitionError) as refusal:
        after(state, action, "李护士")
    assert action.value in str(refusal.value)
    assert (refusal.value.state, refusal.value.by) == (state, "李护士")


def test_nothing_leads_out_of_the_end() -> None:
    assert not any(allowed(state, action) for state in (S.RESOLVED, S.JOINED) for action in Action)


def test_a_cancelled_alert_is_shown_but_takes_no_new_cry_in() -> None:
    assert S.CANCELLED in SHOWN
    assert S.CANCELLED not in OPEN


@pytest.mark.parametrize(
    ("before", "fact", "expected"),
    [
        (Urgency.ATTENTION, Urgency.EMERGENCY, True),
        (Urgency.URGENT, Urgency.EMERGENCY, True),
        (Urgency.EMERGENCY, Urgency.EMERGENCY, False),
        (Urgency.EMERGENCY, Urgency.ATTENTION, False),
    ],
)
def test_what_is_worse(before: Urgency, fact: Urgency, expected: bool) -> None:
    assert worsens(before, fact) is expected
