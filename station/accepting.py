"""Accepting an alert by the link of a notice: no sign-in, no session; once, that alert alone, and for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.payloads import AlertState
from station import alert_rows
from station.accounts import throttle
from station.alerts import Alerts
from station.audit import Deed, write
from station.board import Board
from station.database import Database
from station.decisions import Person, Step
from station.errors import LinkThrottledError, TransitionError
from station.lifecycle import ACCEPTED, Action
from station.notify.links import hash_of
from station.notify.notices import as_of
from station.notify.recipients import STAFF
from station.tables import AcceptLinkRow, AlertRow, NotificationRow, Role, UserRow
from station.views import AlertView


class LinkState(StrEnum):
    """What a link is good for now."""

    OPEN = "open"  # nobody has accepted yet
    YOURS = "yours"  # its recipient has
    TAKEN = "taken"  # somebody else has
    OVER = "over"  # closed, or the resident says that she is well
    USED = "used"  # the alert has come up again since; a new notice has a new link
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Offer:
    """What the link's page shows. `alert` is as its notice told it; none where the link is good for nothing."""

    state: LinkState
    alert: AlertView | None = None
    name: str = ""  # whom the link was sent to


@dataclass(frozen=True)
class _Found:
    link: AcceptLinkRow
    notification: NotificationRow
    alert: AlertRow


class AcceptLinks:
    """Blocking; safe for several threads. Every method raises DatabaseDownError, and LinkThrottledError for a visitor
    who has tried many links that are none."""

    def __init__(self, database: Database, clock: Clock, alerts: Alerts, board: Board) -> None:
        self._database = database
        self._clock = clock
        self._alerts = alerts
        self._board = board

    def look(self, token: str, visitor: str) -> Offer:
        """What it is good for; changes nothing, since programs that show previews open links too."""
        self._check(visitor)
        with self._database.reading() as session:
            found = _find(session, token)
            state = LinkState.UNKNOWN if found is None else _state(found, self._clock.now())
        if found is None:
            self._count(visitor)
        if found is None or state is LinkState.EXPIRED:
            return Offer(state)
        alert = as_of(self._board.whose(found.alert.id), found.link.created_at)
        return Offer(state, alert, found.notification.name)

    def accept(self, token: str, visitor: str) -> Offer:
        """Accepts where it can; returns what the link is good for afterwards."""
        self._check(visitor)
        try:
            with self._database.writing() as session:
                accepted = self._accept(session, token)
        except TransitionError:
            accepted = False  # somebody was quicker by a moment
        if accepted:
            self._alerts.announce()
        return self.look(token, visitor)

    def _accept(self, session: Session, token: str) -> bool:
        now = self._clock.now()
        found = _find(session, token, lock=True)
        if found is None or _state(found, now) is not LinkState.OPEN:
            return False
        unused = (AcceptLinkRow.token_hash == found.link.token_hash, AcceptLinkRow.used_at.is_(None))
        used = session.execute(update(AcceptLinkRow).where(*unused).values(used_at=now))
        assert isinstance(used, CursorResult)  # noqa: S101 - for the type checker
        if used.rowcount != 1:
            return False
        notice, alert = found.notification, found.alert
        self._alerts.step(session, alert.id, Step(Action.ACKNOWLEDGE, Person(notice.recipient, notice.name)))
        write(session, now, notice.name, Deed.ACCEPTED_BY_LINK, str(alert.id), f"{alert.community}/{alert.home}")
        return True

    def _check(self, visitor: str) -> None:
        with self._database.reading() as session:
            wait_s = throttle.wait_s(session, throttle.key_of("link", visitor), self._clock.now())
        if wait_s > 0:
            raise LinkThrottledError(wait_s)

    def _count(self, visitor: str) -> None:
        with self._database.writing() as session:
            throttle.failed(session, throttle.key_of("link", visitor), throttle.ADDRESS, self._clock.now())


def _find(session: Session, token: str, lock: bool = False) -> _Found | None:
    """The rows behind a link; None for no link of ours, and for one of an account that was switched off."""
    link = session.get(AcceptLinkRow, hash_of(token))
    if link is None:
        return None
    notification = session.get_one(NotificationRow, link.notification)
    if notification.recipient.startswith(STAFF):
        user = session.get(UserRow, int(notification.recipient.removeprefix(STAFF)))
        if user is None or not user.active or user.role is Role.FAMILY:
            return None
    if lock:
        return _Found(link, notification, alert_rows.locked(session, notification.alert))
    alert = session.get_one(AlertRow, notification.alert)
    return _Found(link, notification, alert)


def _state(found: _Found, now: datetime) -> LinkState:
    alert = found.alert
    if found.link.expires_at <= now:
        return LinkState.EXPIRED
    if alert.state in ACCEPTED:
        return LinkState.YOURS if alert.accepted_key == found.notification.recipient else LinkState.TAKEN
    if alert.state is not AlertState.RECEIVED:
        return LinkState.OVER
    return LinkState.OPEN if found.link.used_at is None else LinkState.USED
