"""What a home has told people itself while the station did not answer, and the alert that their message speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from config.phrases import Phrases
from messages.clock import Clock
from messages.payloads import EventKind
from messages.short_code import short_code
from station.accounts.account import Account
from station.database import Database
from station.errors import NotFoundError
from station.tables import AlertRow, EventRow, FactRow
from station.views import EventView

LOOKED_BACK = timedelta(days=7)  # older codes would mean too many alerts


def words_of(event: EventView, phrases: Phrases) -> str | None:
    """Whom the home told and how it went; None for what no home of ours reports."""
    word, outcome = event.detail.get("word"), event.detail.get("outcome")
    if word not in {"alert", "cancel"} or outcome not in {"sent", "dropped"}:
        return None
    told = phrases(f"station.code.told_{word}", who=event.detail.get("name", ""))
    return f"{told} · {phrases(f'station.code.{outcome}')}"


class SecondPath:
    """Every method raises DatabaseDownError."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def find(self, account: Account, code: str) -> UUID:
        """The newest alert one of whose facts has this code. Raises NotFoundError when this account sees none."""
        newest = (
            select(FactRow.id, AlertRow.id, AlertRow.community, AlertRow.home)
            .join(AlertRow, AlertRow.id == FactRow.alert)
            .where(FactRow.received_at > self._clock.now() - LOOKED_BACK)
            .order_by(FactRow.received_at.desc())
        )
        with self._database.reading() as session:
            for fact, alert, community, home in session.execute(newest):
                if short_code(fact) == code and account.sees(community, home):
                    found: UUID = alert
                    return found
        raise NotFoundError("no alert of this code")

    def told(self, facts: Iterable[UUID]) -> tuple[EventView, ...]:
        """What the home reported of its own telling about these facts, in order."""
        query = select(EventRow).where(EventRow.about.in_(tuple(facts)), EventRow.kind == EventKind.SECOND_PATH)
        with self._database.reading() as session:
            return tuple(EventView.model_validate(row) for row in session.scalars(query.order_by(EventRow.at)))
