"""What the station says to a home about an alert: its retained state, through the outbox."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Alert, AlertKind, AlertState, AlertStateChange
from station.tables import AlertRow

DEVICE = "station"


class StateWords:
    """Writes in the caller's transaction, so that no state is decided and not said, or said and not decided."""

    def __init__(self, outbox: Outbox, clock: Clock) -> None:
        self._outbox = outbox
        self._clock = clock

    def say(self, session: Session, alert: AlertRow, by: str) -> None:
        """Where the alert stands. `by`: the worker who brought it there."""
        self._put(session, alert, alert.id, alert.state, by=by, cause=alert.cause)

    def say_joined(self, session: Session, alert: AlertRow, fact_id: UUID) -> None:
        """This id is part of that alert."""
        self._put(session, alert, fact_id, AlertState.JOINED, joined_to=alert.id)

    def say_tested(self, session: Session, community: str, test: Alert) -> None:
        """A self-test has come in, and is over with that."""
        word = AlertStateChange(
            id=test.id,
            home=test.home,
            resident=test.resident,
            device=DEVICE,
            at=self._clock.now(),
            clock_trusted=self._clock.trusted,
            state=AlertState.RESOLVED,
            kind=AlertKind.SELF_TEST,
        )
        session.flush()
        self._outbox.put(session.connection(), word, community)

    def _put(
        self,
        session: Session,
        alert: AlertRow,
        fact_id: UUID,
        state: AlertState,
        by: str = "",
        cause: str = "",
        joined_to: UUID | None = None,
    ) -> None:
        word = AlertStateChange(
            id=fact_id,
            home=alert.home,
            resident=alert.resident,
            device=DEVICE,
            at=self._clock.now(),
            clock_trusted=self._clock.trusted,
            state=state,
            by=by,
            cause=cause,
            joined_to=joined_to,
            kind=alert.kind,
        )
        session.flush()
        self._outbox.put(session.connection(), word, alert.community)
