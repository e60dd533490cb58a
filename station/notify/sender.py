"""Sends what waits, and writes down what became of it."""

from __future__ import annotations

import random
from concurrent.futures import Executor
from datetime import timedelta

import structlog
from sqlalchemy import select

from messages.backoff import Backoff
from messages.clock import Clock
from station.database import Database
from station.errors import DatabaseDownError, NotifyError
from station.notify.notices import Notices
from station.ports import Notifier
from station.tables import NotificationRow, Outcome

TRIES = 6
AGAIN = Backoff(first_s=2.0, longest_s=60.0)
AT_ONCE = 20


class Sender:
    """Delivers waiting notifications, several at a time, each tried again with growing pauses."""

    def __init__(
        self, database: Database, clock: Clock, notifier: Notifier, notices: Notices, executor: Executor
    ) -> None:
        self._database = database
        self._clock = clock
        self._notifier = notifier
        self._notices = notices
        self._executor = executor

    def send_waiting(self) -> int:
        """Tries everything that is due once; returns how many were tried. Raises DatabaseDownError."""
        with self._database.reading() as session:
            query = select(NotificationRow).where(
                NotificationRow.outcome == Outcome.WAITING, NotificationRow.next_attempt_at <= self._clock.now()
            )
            waiting = session.scalars(query.order_by(NotificationRow.id).limit(AT_ONCE)).all()
        list(self._executor.map(self._try, waiting))
        return len(waiting)

    def _try(self, row: NotificationRow) -> None:
        reason = ""
        try:
            self._notifier.send(row.address, self._notices.about(row.alert))
        except NotifyError as error:
            reason = str(error)
        except DatabaseDownError:
            return  # nothing was read, nothing sent; the row still waits
        with self._database.writing() as session:
            kept = session.get_one(NotificationRow, row.id)
            kept.attempts += 1
            kept.reason = reason
            kept.outcome = _outcome(reason, kept.attempts)
            now = self._clock.now()
            if kept.outcome is Outcome.WAITING:
                kept.next_attempt_at = now + timedelta(seconds=AGAIN.pause_s(kept.attempts, random.random()))  # noqa: S311
            else:
                kept.finished_at = now
        if reason:
            structlog.get_logger().warning("notice_not_sent", notification=row.id, reason=reason)


def _outcome(reason: str, attempts: int) -> Outcome:
    if not reason:
        return Outcome.SENT
    return Outcome.FAILED if attempts >= TRIES else Outcome.WAITING
