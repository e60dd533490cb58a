"""A home's self-test and its report, as a speaker makes them."""

from __future__ import annotations

from uuid import UUID, uuid4

from messages.payloads import Alert, AlertKind, Event, EventKind, Urgency
from tests.station.support import START


def a_test(test_id: UUID | None = None, home: str = "home-1") -> Alert:
    """As a speaker makes it."""
    return Alert(
        id=test_id or uuid4(),
        home=home,
        resident="wang",
        device="speaker-1",
        at=START,
        kind=AlertKind.SELF_TEST,
        urgency=Urgency.ATTENTION,
    )


def its_return(test: UUID, took_ms: str = "140", home: str = "home-1") -> Event:
    """The home has the answer."""
    detail = {"round_trip_ms": took_ms}
    return Event(home=home, device="speaker-1", at=START, kind=EventKind.SELF_TEST, about=test, detail=detail)
