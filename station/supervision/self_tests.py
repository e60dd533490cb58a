"""Self-tests of the homes: the way of an alert, to the station's database and back, without an alert."""

from __future__ import annotations

import math
from contextlib import suppress

from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Alert, Event
from station import homes
from station.errors import UnusableError
from station.state_words import StateWords
from station.supervision.tables import SelfTestRow
from station.tables import FactRow

ROUND_TRIP = "round_trip_ms"


class SelfTests:
    """Both methods work in the caller's transaction, and raise UnusableError."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._words = StateWords(outbox, clock)
        self._clock = clock

    def take(self, session: Session, community: str, test: Alert) -> None:
        """Keeps a test and answers it, again when it comes again. An alert's id is not answered: the alert would be
        taken for closed."""
        homes.meet(session, community, test.home, test.resident)
        homes.lock(session, community, test.home)
        if session.get(FactRow, test.id) is not None:
            raise UnusableError("a self-test with the id of an alert")
        known = session.get(SelfTestRow, test.id)
        if known is None:
            session.add(_row(community, test, self._clock))
        elif (known.community, known.home) != (community, test.home):
            raise UnusableError("the id belongs to a self-test of another home")
        self._words.say_tested(session, community, test)

    def returned(self, session: Session, community: str, event: Event) -> None:
        """The home has the answer, and tells how long it took. Only its own tests."""
        row = None if event.about is None else session.get(SelfTestRow, event.about)
        if row is None or (row.community, row.home) != (community, event.home):
            return
        with suppress(ValueError):
            round_trip_s = float(event.detail.get(ROUND_TRIP, "")) / 1000
            if math.isfinite(round_trip_s) and round_trip_s >= 0:
                row.returned_at, row.round_trip_s = self._clock.now(), round_trip_s


def _row(community: str, test: Alert, clock: Clock) -> SelfTestRow:
    return SelfTestRow(
        id=test.id,
        community=community,
        home=test.home,
        device=test.device,
        raised_at=test.at,
        clock_trusted=test.clock_trusted,
        received_at=clock.now(),
    )
