"""Keeps each transition of an alert: who did what, when, and who has to hear of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from messages.clock import Clock
from station.decisions import Change, Person
from station.tables import AlertRow, NewsRow, TransitionRow


class AlertHistory:
    """Writes in the caller's transaction; nothing in it is ever changed afterwards but a news' `noticed_at`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def write(
        self, session: Session, alert: AlertRow, change: Change, by: Person, detail: str = "", note: str = ""
    ) -> None:
        """One line of the history, and a row of news where somebody had accepted the alert."""
        now = self._clock.now()
        line = TransitionRow(
            alert=alert.id,
            action=change.action.value,
            before=change.before,
            after=change.standing.state,
            by=by.name,
            detail=detail,
            note=note,
            at=now,
        )
        session.add(line)
        if change.news_for.key:
            session.flush()
            session.add(NewsRow(alert=alert.id, transition=line.id, recipient=change.news_for.key, at=now))
