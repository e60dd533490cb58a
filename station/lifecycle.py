"""What an alert may become next. Pure: a table and two functions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from messages.payloads import AlertState, Urgency
from station.errors import TransitionError


class Action(StrEnum):
    """What happens to an alert."""

    RECEIVE = "receive"  # the station has it on disk
    JOIN = "join"  # it is a new fact about an open alert
    WORSEN = "worsen"  # a fact more urgent than the alert was: whoever accepted it accepted less
    ACKNOWLEDGE = "acknowledge"
    SET_OUT = "set_out"
    RESOLVE = "resolve"
    CANCEL = "cancel"  # by the resident


RAISED = None  # on its way to the station: no row yet

_S = AlertState
TRANSITIONS: Mapping[tuple[AlertState | None, Action], AlertState] = MappingProxyType(
    {
        (RAISED, Action.RECEIVE): _S.RECEIVED,
        (RAISED, Action.JOIN): _S.JOINED,
        (_S.RECEIVED, Action.WORSEN): _S.RECEIVED,
        (_S.RECEIVED, Action.ACKNOWLEDGE): _S.ACKNOWLEDGED,
        (_S.RECEIVED, Action.RESOLVE): _S.RESOLVED,
        (_S.RECEIVED, Action.CANCEL): _S.CANCELLED,
        (_S.ACKNOWLEDGED, Action.WORSEN): _S.RECEIVED,
        (_S.ACKNOWLEDGED, Action.SET_OUT): _S.ON_THE_WAY,
        (_S.ACKNOWLEDGED, Action.RESOLVE): _S.RESOLVED,
        (_S.ON_THE_WAY, Action.WORSEN): _S.RECEIVED,
        (_S.ON_THE_WAY, Action.RESOLVE): _S.RESOLVED,
        (_S.CANCELLED, Action.RESOLVE): _S.RESOLVED,
    }
)

OPEN = frozenset({_S.RECEIVED, _S.ACKNOWLEDGED, _S.ON_THE_WAY})
"""A new fact joins these. One cancelled by the resident does not swallow her next cry."""

SHOWN = OPEN | {_S.CANCELLED}
"""What stands on the live list until a worker closes it."""


def after(state: AlertState | None, action: Action, by: str = "") -> AlertState:
    """The state that follows. Raises TransitionError for what the table does not hold; `by` goes into the error."""
    following = TRANSITIONS.get((state, action))
    if following is None:
        raise TransitionError(action.value, state, by)
    return following


def allowed(state: AlertState, action: Action) -> bool:
    """True when the table holds it."""
    return (state, action) in TRANSITIONS


def worsens(before: Urgency, fact: Urgency) -> bool:
    """True when a fact is more urgent than the alert it joins."""
    return fact.rank < before.rank
