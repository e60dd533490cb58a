"""Sends what waits, and writes down what became of it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future

import structlog
from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.payloads import AlertState
from station.database import Database
from station.errors import DatabaseDownError, DatabaseRefusedError, NotifyError, NotifyFailure
from station.lifecycle import OPEN
from station.notify import notifications
from station.notify.links import Links
from station.notify.notices import Notices
from station.notify.recipients import STAFF
from station.ports import Notifier
from station.tables import AlertRow, NotificationRow

LOOKED_AT = 200


class Sender:
    """Delivers waiting notices, several at a time and one at a time to each address, tried again with growing pauses.

    A notice is claimed in the database before it goes and marked after: programs side by side send it once; one that
    dies in between leaves it to be sent again, so that it may arrive twice and is never forgotten.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        notifier: Notifier,
        notices: Notices,
        links: Links,
        executor: Executor,
        at_once: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._notifier = notifier
        self._notices = notices
        self._links = links
        self._executor = executor
        self._at_once = at_once
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._free: Callable[[], None] | None = None

    def on_free(self, callback: Callable[[], None]) -> None:
        """`callback` is called from another thread whenever a send has ended."""
        self._free = callback

    def send_waiting(self) -> int:
        """Begins to send what is due, as far as there is room; returns how many. Raises DatabaseDownError."""
        with self._lock:
            busy = frozenset(self._busy)
        if len(busy) >= self._at_once:
            return 0
        with self._database.reading() as session:
            rows = notifications.waiting(session, self._clock.now(), busy, LOOKED_AT)
        return sum(self._begin(row) for row in rows)

    def _begin(self, row: NotificationRow) -> bool:
        with self._lock:
            if row.address in self._busy or len(self._busy) >= self._at_once:
                return False
            self._busy.add(row.address)
        self._executor.submit(self._deliver, row).add_done_callback(_tell_fault)
        return True

    def _deliver(self, row: NotificationRow) -> None:
        try:
            self._try(row)
        except (DatabaseDownError, DatabaseRefusedError) as error:
            structlog.get_logger().error("notice_not_marked", notification=row.id, reason=str(error))
        finally:
            with self._lock:
                self._busy.discard(row.address)
            if self._free is not None:
                self._free()

    def _try(self, row: NotificationRow) -> None:
        with self._database.writing() as session:
            if not self._claim(session, row):
                return
            link = self._link(session, row)
        failure = self._send(row, link)
        with self._database.writing() as session:
            if failure is None:
                notifications.sent(session, row, self._clock.now())
            else:
                notifications.not_sent(session, row, failure, random.random(), self._clock.now())  # noqa: S311
        if failure is not None:
            log = structlog.get_logger()
            log.warning("notice_not_sent", notification=row.id, tries=row.attempts + 1, reason=failure.value)

    def _claim(self, session: Session, row: NotificationRow) -> bool:
        """False when another program has it, or when nobody needs it any more."""
        if _is_needed(session.get_one(AlertRow, row.alert).state, row):
            return notifications.claim(session, row, self._clock.now())
        notifications.drop(session, row, self._clock.now())
        return False

    def _link(self, session: Session, row: NotificationRow) -> str:
        if session.get_one(AlertRow, row.alert).state is not AlertState.RECEIVED:
            return ""
        return self._links.make(session, row, self._clock.now())

    def _send(self, row: NotificationRow, link: str) -> NotifyFailure | None:
        try:
            self._notifier.send(row.address, self._notices.about(row.alert, link, news=row.step < 0))
        except NotifyError as error:
            return error.failure
        return None


def _tell_fault(ended: Future[None]) -> None:
    """A fault of ours would else stay in the future unseen; the notice's claim runs out, and it is tried again."""
    fault = None if ended.cancelled() else ended.exception()
    if fault is not None:
        structlog.get_logger().error("notice_fault", fault=type(fault).__name__)


def _is_needed(state: AlertState, row: NotificationRow) -> bool:
    """Of an alert that somebody has taken no other worker needs to hear; her family does until it is closed."""
    if row.step < 0 or state is AlertState.RECEIVED:
        return True
    return not row.recipient.startswith(STAFF) and (state in OPEN or state is AlertState.CANCELLED)
