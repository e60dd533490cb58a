"""Raises an alert for a home whose last good self-test is too long ago, and ends it after the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from config.supervision import SelfTestSettings, SupervisionSettings
from messages.clock import Clock
from messages.payloads import AlertKind, Urgency
from station.database import Database
from station.supervision import raising, signs
from station.supervision.listening import Listening
from station.supervision.raising import Own, Raising
from station.supervision.silence import overdue_id
from station.supervision.tables import SelfTestRow
from station.supervision.words import Words

TRIES_BEFORE = 2  # after the station was away, homes have the time of so many tries: they try again after each pause


class Tested(NamedTuple):
    """A watched home with a speaker. `good_at`: its last good self-test; None before the first."""

    community: str
    home: str
    first_heard_at: datetime
    heard_at: datetime
    good_at: datetime | None

    @property
    def since(self) -> datetime:
        """From when on the next good one is waited for."""
        return self.good_at or self.first_heard_at


class OverdueTests:
    """Looks at rows. A home that is silent has an alert about that already."""

    def __init__(
        self,
        database: Database,
        raising_: Raising,
        listening: Listening,
        clock: Clock,
        rules: SupervisionSettings,
        tests: SelfTestSettings,
        words: Words,
    ) -> None:
        self._database = database
        self._raising = raising_
        self._listening = listening
        self._clock = clock
        self._rules = rules
        self._tests = tests
        self._words = words

    def look(self) -> int:
        """How many alerts were raised or ended. Raises DatabaseDownError, DatabaseRefusedError."""
        now = self._clock.now()
        with self._database.reading() as session:
            homes = tested(session, self._tests.within_s)
            open_ = [own for own in raising.open_ones(session) if own.kind is AlertKind.TEST_OVERDUE]
        overdue = {overdue_id(each.community, each.home, each.since): each for each in homes if self._is_overdue(each)}
        over = [own for own in open_ if own.id not in overdue and self._is_settled(own, homes)]
        changed = sum(self._end(own) for own in over)
        for alert_id, each in overdue.items():
            if self._may_be_told(each, now) and all(own.id != alert_id for own in open_):
                with self._database.writing() as session:
                    where, words = (each.community, each.home), self._words.overdue(each.good_at)
                    kind, urgency = AlertKind.TEST_OVERDUE, Urgency.ATTENTION
                    changed += self._raising.raise_once(session, alert_id, where, kind, urgency, words)
        if changed:
            self._raising.announce()
        return changed

    def _is_overdue(self, home: Tested) -> bool:
        return self._clock.now() - home.since > timedelta(days=self._rules.self_test_within_days)

    def _is_settled(self, own: Own, homes: Sequence[Tested]) -> bool:
        """A good test has come since; or the home is paused."""
        where = (own.community, own.home)
        return all((each.community, each.home) != where or not self._is_overdue(each) for each in homes)

    def _may_be_told(self, home: Tested, now: datetime) -> bool:
        since = self._listening.since(home.community)
        if since is None or (now - since).total_seconds() < TRIES_BEFORE * self._tests.again_after_s:
            return False
        return (now - home.heard_at).total_seconds() < self._rules.silent_after_s

    def _end(self, own: Own) -> bool:
        with self._database.writing() as session:
            return self._raising.end(session, own.id, self._words.tested())


def tested(session: Session, within_s: float) -> list[Tested]:
    """Each watched home with a speaker, and when its last self-test went well: answered within `within_s`."""
    good = and_(SelfTestRow.returned_at.is_not(None), SelfTestRow.round_trip_s <= within_s)
    columns = (SelfTestRow.community, SelfTestRow.home, func.max(SelfTestRow.returned_at))
    query = select(*columns).where(good).group_by(SelfTestRow.community, SelfTestRow.home)
    good_at = {(community, home): at for community, home, at in session.execute(query)}
    return [
        Tested(row.community, row.home, row.first_heard_at, row.heard_at, good_at.get((row.community, row.home)))
        for row in signs.speakers(session)
    ]
