"""Every pair of state and action: what follows, or a refusal."""

from __future__ import annotations

from itertools import product

import pytest

from messages.payloads import AlertState, Urgency
from station.errors import TransitionError
from station.lifecycle import BY_A_WORKER, OPEN, RAISED, SHOWN, TRANSITIONS, Action, after, allowed, worsens

S = AlertState
A = Action
LEGAL = {
    (RAISED, A.RECEIVE): S.RECEIVED,
    (S.RECEIVED, A.JOIN): S.RECEIVED,
    (S.RECEIVED, A.ADD): S.RECEIVED,
    (S.RECEIVED, A.WORSEN): S.RECEIVED,
    (S.RECEIVED, A.TAKE_BACK): S.RECEIVED,
    (S.RECEIVED, A.CANCEL): S.CANCELLED,
    (S.RECEIVED, A.ACKNOWLEDGE): S.ACKNOWLEDGED,
    (S.RECEIVED, A.RESOLVE): S.RESOLVED,
    (S.RECEIVED, A.CLEAR): S.RESOLVED,
    (S.ACKNOWLEDGED, A.JOIN): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.ADD): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.WORSEN): S.RECEIVED,
    (S.ACKNOWLEDGED, A.RENEW): S.RECEIVED,
    (S.ACKNOWLEDGED, A.TAKE_BACK): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.CANCEL): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.SET_OUT): S.ON_THE_WAY,
    (S.ACKNOWLEDGED, A.TAKE_OVER): S.ACKNOWLEDGED,
    (S.ACKNOWLEDGED, A.RESOLVE): S.RESOLVED,
    (S.ACKNOWLEDGED, A.CLEAR): S.RESOLVED,
    (S.ON_THE_WAY, A.JOIN): S.ON_THE_WAY,
    (S.ON_THE_WAY, A.ADD): S.ON_THE_WAY,
    (S.ON_THE_WAY, A.WORSEN): S.RECEIVED,
    (S.ON_THE_WAY, A.RENEW): S.RECEIVED,
    (S.ON_THE_WAY, A.TAKE_BACK): S.ON_THE_WAY,
    (S.ON_THE_WAY, A.CANCEL): S.ON_THE_WAY,
    (S.ON_THE_WAY, A.TAKE_OVER): S.ACKNOWLEDGED,
    (S.ON_THE_WAY, A.RESOLVE): S.RESOLVED,
    (S.ON_THE_WAY, A.CLEAR): S.RESOLVED,
    (S.CANCELLED, A.ADD): S.CANCELLED,
    (S.CANCELLED, A.RENEW): S.RECEIVED,
    (S.CANCELLED, A.RESOLVE): S.RESOLVED,
    (S.CANCELLED, A.REOPEN): S.RECEIVED,
    (S.RESOLVED, A.ADD): S.RESOLVED,
    (S.RESOLVED, A.RENEW): S.RECEIVED,
    (S.RESOLVED, A.REOPEN): S.RECEIVED,
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


def test_only_a_person_ends_what_happened_to_a_person() -> None:
    ends = {action for (_, action), state in TRANSITIONS.items() if state is S.RESOLVED and action is not A.ADD}
    assert ends == {A.RESOLVE, A.CLEAR}
    assert A.RESOLVE in BY_A_WORKER


def test_the_end_is_left_only_by_a_reopening_or_a_graver_fact() -> None:
    assert {action for action in Action if allowed(S.RESOLVED, action)} == {A.ADD, A.RENEW, A.REOPEN}
    assert not any(allowed(S.JOINED, action) for action in Action)


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
