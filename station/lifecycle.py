"""What an alert may become next. Pure: a table and what is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from messages.payloads import AlertKind, AlertState, Urgency
from station.errors import TransitionError


class Action(StrEnum):
    """What happens to an alert."""

    RECEIVE = "receive"  # the station has its first fact on disk
    JOIN = "join"  # a new fact about it, with an id of its own
    ADD = "add"  # more about a fact known already, as her answer to what a band measured
    WORSEN = "worsen"  # more urgent than it was: whoever accepted it accepted less
    RENEW = "renew"  # she calls again after saying that she is well: whoever accepted it may have turned back
    CANCEL = "cancel"  # by the resident
    TAKE_BACK = "take_back"  # by the resident, while something that she has not taken back stays
    ACKNOWLEDGE = "acknowledge"
    SET_OUT = "set_out"
    TAKE_OVER = "take_over"  # by another worker
    RESOLVE = "resolve"
    REOPEN = "reopen"  # by a worker: it was closed too soon
    CLEAR = "clear"  # by the station, of what it raised itself: a silent home is heard again


BY_THE_STATION = frozenset({AlertKind.HOME_SILENT, AlertKind.LINE_SILENT, AlertKind.TEST_OVERDUE})
"""What the station raises by itself, about things and not about a person: each is an incident of its own."""

RAISED = None  # on its way to the station: no row yet

_S = AlertState
_A = Action
TRANSITIONS: Mapping[tuple[AlertState | None, Action], AlertState] = MappingProxyType(
    {
        (RAISED, _A.RECEIVE): _S.RECEIVED,
        **{(state, action): state for state in (_S.RECEIVED, _S.ACKNOWLEDGED, _S.ON_THE_WAY)
           for action in (_A.JOIN, _A.ADD, _A.TAKE_BACK)},
        (_S.RECEIVED, _A.WORSEN): _S.RECEIVED,
        (_S.RECEIVED, _A.CANCEL): _S.CANCELLED,
        (_S.RECEIVED, _A.ACKNOWLEDGE): _S.ACKNOWLEDGED,
        (_S.RECEIVED, _A.RESOLVE): _S.RESOLVED,
        (_S.RECEIVED, _A.CLEAR): _S.RESOLVED,
        (_S.ACKNOWLEDGED, _A.WORSEN): _S.RECEIVED,
        (_S.ACKNOWLEDGED, _A.RENEW): _S.RECEIVED,
        (_S.ACKNOWLEDGED, _A.CANCEL): _S.ACKNOWLEDGED,  # noted: the worker is at it and decides
        (_S.ACKNOWLEDGED, _A.SET_OUT): _S.ON_THE_WAY,
        (_S.ACKNOWLEDGED, _A.TAKE_OVER): _S.ACKNOWLEDGED,
        (_S.ACKNOWLEDGED, _A.RESOLVE): _S.RESOLVED,
        (_S.ACKNOWLEDGED, _A.CLEAR): _S.RESOLVED,
        (_S.ON_THE_WAY, _A.WORSEN): _S.RECEIVED,
        (_S.ON_THE_WAY, _A.RENEW): _S.RECEIVED,
        (_S.ON_THE_WAY, _A.CANCEL): _S.ON_THE_WAY,
        (_S.ON_THE_WAY, _A.TAKE_OVER): _S.ACKNOWLEDGED,  # the other one has not set out yet
        (_S.ON_THE_WAY, _A.RESOLVE): _S.RESOLVED,
        (_S.ON_THE_WAY, _A.CLEAR): _S.RESOLVED,
        (_S.CANCELLED, _A.ADD): _S.CANCELLED,
        (_S.CANCELLED, _A.RENEW): _S.RECEIVED,
        (_S.CANCELLED, _A.RESOLVE): _S.RESOLVED,
        (_S.CANCELLED, _A.REOPEN): _S.RECEIVED,
        (_S.RESOLVED, _A.ADD): _S.RESOLVED,
        (_S.RESOLVED, _A.RENEW): _S.RECEIVED,
        (_S.RESOLVED, _A.REOPEN): _S.RECEIVED,
    }
)  # fmt: skip

ACCEPTED = frozenset({_S.ACKNOWLEDGED, _S.ON_THE_WAY})
"""Somebody has it."""

OPEN = ACCEPTED | {_S.RECEIVED}
"""A new fact joins these. One cancelled by the resident does not swallow her next cry."""

SHOWN = OPEN | {_S.CANCELLED}
"""What stands on the live list until a worker closes it."""

BY_A_WORKER = frozenset({_A.ACKNOWLEDGE, _A.SET_OUT, _A.TAKE_OVER, _A.RESOLVE, _A.REOPEN})
"""The steps a person takes; everything else is decided by what comes in."""


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


def same_incident(one: AlertKind, other: AlertKind) -> bool:
    """A home that is not heard of is an incident of its own: its end must never close what happened to a person."""
    return one is other if {one, other} & BY_THE_STATION else True
