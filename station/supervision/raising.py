"""The alerts that the station raises by itself, and their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.payloads import Alert, AlertKind, Urgency
from station import homes
from station.alerts import Alerts
from station.errors import TransitionError
from station.lifecycle import BY_THE_STATION, OPEN
from station.state_words import DEVICE
from station.tables import AlertRow, FactRow


@dataclass(frozen=True)
class Own:
    """An open alert of the station's own."""

    id: UUID
    community: str
    home: str
    kind: AlertKind


class Raising:
    """In the caller's transaction, under the lock of the home."""

    def __init__(self, alerts: Alerts, clock: Clock) -> None:
        self._alerts = alerts
        self._clock = clock

    def announce(self) -> None:
        """After the commit."""
        self._alerts.announce()

    def raise_once(
        self, session: Session, alert_id: UUID, where: tuple[str, str], kind: AlertKind, urgency: Urgency, words: str
    ) -> bool:
        """False when this id was raised before. `where`: community and home."""
        community, home = where
        homes.meet(session, community, home, None)
        homes.lock(session, community, home)
        if session.get(FactRow, alert_id) is not None:
            return False
        fact = Alert(
            id=alert_id,
            home=home,
            resident=homes.primary_resident(session, community, home),
            device=DEVICE,
            at=self._clock.now(),
            clock_trusted=self._clock.trusted,
            kind=kind,
            urgency=urgency,
            measured=words,
        )
        self._alerts.take(session, community, fact)
        return True

    def end(self, session: Session, alert_id: UUID, words: str) -> bool:
        """False when a worker has closed it meanwhile."""
        try:
            self._alerts.clear(session, alert_id, words)
        except TransitionError:
            return False
        return True


def open_ones(session: Session) -> list[Own]:
    """What the station raised itself and nobody has closed."""
    query = select(AlertRow.id, AlertRow.community, AlertRow.home, AlertRow.kind)
    rows = session.execute(query.where(AlertRow.state.in_(OPEN), AlertRow.kind.in_(BY_THE_STATION)))
    return [Own(*row) for row in rows]


def last_end(session: Session, community: str, kind: AlertKind) -> datetime | None:
    """When the last alert of this kind ended; None where none ever did."""
    query = select(func.max(AlertRow.resolved_at)).where(AlertRow.community == community, AlertRow.kind == kind)
    return session.scalar(query)


def known(session: Session, ids: list[UUID]) -> frozenset[UUID]:
    """Those of the ids that were raised already."""
    found: set[UUID] = set()
    for start in range(0, len(ids), 500):
        found.update(session.scalars(select(FactRow.id).where(FactRow.id.in_(ids[start : start + 500]))))
    return frozenset(found)
