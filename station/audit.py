"""The audit trail: who saw and did what. Rows name people, homes and alerts; never what was said or measured."""

from __future__ import annotations

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from messages.clock import Clock
from station.database import Database
from station.tables import AuditRow

SEEN_AGAIN_AFTER = timedelta(minutes=10)
MOST_REMEMBERED = 10_000


class Deed(StrEnum):
    """What is written down. What is done with an alert stands in its transitions."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a deed, not a password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a deed, not a password
    USER_ADDED = "user_added"
    USER_ON = "user_on"
    USER_OFF = "user_off"
    ON_DUTY = "on_duty"
    ROSTER = "roster"
    NOTIFY_URL = "notify_url"
    ACCEPTED_BY_LINK = "accepted_by_link"
    SAID = "say"
    SAW_LIVE = "saw_live"
    SAW_HISTORY = "saw_history"
    SAW_ALERT = "saw_alert"
    SAW_RESIDENT = "saw_resident"
    SAW_READINGS = "saw_readings"
    SAW_PEOPLE = "saw_people"
    SAW_HOMES = "saw_homes"
    SAW_AUDIT = "saw_audit"
    EXPORTED = "exported"
    CODE_MADE = "code_made"
    CODE_REFUSED = "code_refused"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_REVOKED = "device_revoked"
    WATCH_PAUSED = "watch_paused"
    WATCH_RESUMED = "watch_resumed"
    SAW_SUPERVISION = "saw_supervision"
    LETTERS_REPLAYED = "letters_replayed"
    PLAN_SET = "plan_set"


def write(session: Session, now: datetime, by: str, deed: Deed, about: str = "", home: str = "") -> None:
    """Writes a row in the transaction of what it is about."""
    session.add(AuditRow(at=now, by=by, action=deed.value, about=about, home=home))


class Sightings:
    """Who looked at what. The same look again within ten minutes is the same row: lists are asked for all the time."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._last: OrderedDict[tuple[str, Deed, str, str], datetime] = OrderedDict()

    def saw(self, by: str, deed: Deed, about: str = "", home: str = "") -> None:
        """Written before it is shown. Raises DatabaseDownError: what cannot be written down is not shown."""
        now, key = self._clock.now(), (by, deed, about, home)
        with self._lock:
            last = self._last.get(key)
        if last is not None and timedelta() <= now - last < SEEN_AGAIN_AFTER:
            return
        with self._database.writing() as session:
            write(session, now, by, deed, about, home)
        with self._lock:
            self._last[key] = now
            self._last.move_to_end(key)
            while len(self._last) > MOST_REMEMBERED:
                self._last.popitem(last=False)
