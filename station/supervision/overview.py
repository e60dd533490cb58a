"""What the page of the supervision shows: the calls of a period, and how each home stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messages.clock import Clock
from messages.topics import Sender
from station.database import Database
from station.supervision.answer_times import Call, Line, calls
from station.supervision.tables import HomePauseRow, SelfTestRow
from station.tables import AlertRow, StatusRow, TransitionRow


@dataclass(frozen=True)
class TestView:
    """A home's latest self-test. `round_trip_s` is None while, or when, its answer did not come back."""

    at: datetime
    round_trip_s: float | None


@dataclass(frozen=True)
class HomeWatch:
    """How a home stands. `paused_at`: from when on it is not missed."""

    community: str
    home: str
    heard_at: datetime | None
    paused_at: datetime | None = None
    paused_by: str = ""
    last_test: TestView | None = None
    good_at: datetime | None = None  # when its last good self-test came back


class Overview:
    """Every method raises DatabaseDownError. Blocking; safe for several threads."""

    def __init__(self, database: Database, clock: Clock, within_s: float) -> None:
        """`within_s`: a slower self-test is failed."""
        self._database = database
        self._clock = clock
        self._within_s = within_s

    def calls(self, days: float) -> tuple[Call, ...]:
        """The calls of the alerts received in the last `days`, in their order."""
        since = self._clock.now() - timedelta(days=days)
        step, alert = TransitionRow, AlertRow
        columns = (alert.id, alert.home, alert.kind, alert.urgency, step.action, step.before, step.after, step.by)
        query = select(*columns, step.at).join(alert, alert.id == step.alert).where(alert.received_at >= since)
        with self._database.reading() as session:
            return calls(Line(*row) for row in session.execute(query.order_by(step.id)))

    def homes(self) -> tuple[HomeWatch, ...]:
        """Every home that was ever heard or is paused; those with something to look at first."""
        with self._database.reading() as session:
            found = _homes(session, self._within_s)
        return tuple(sorted(found, key=lambda home: (home.paused_at is None, home.good_at is not None, home.home)))

    def home(self, community: str, home: str) -> HomeWatch:
        """One home; one never heard of has nothing to tell."""
        with self._database.reading() as session:
            found = _homes(session, self._within_s, (community, home))
        return found[0] if found else HomeWatch(community, home, None)


def _homes(session: Session, within_s: float, only: tuple[str, str] | None = None) -> list[HomeWatch]:
    heard = select(StatusRow.community, StatusRow.home, StatusRow.program, StatusRow.heard_at)
    pauses = select(HomePauseRow.community, HomePauseRow.home, HomePauseRow.since, HomePauseRow.by)
    test = SelfTestRow
    newest = select(test.community, test.home, func.max(test.received_at).label("at")).group_by(
        test.community, test.home
    )
    good = select(test.community, test.home, func.max(test.returned_at)).where(test.round_trip_s <= within_s)
    good = good.group_by(test.community, test.home)
    if only is not None:
        community, home = only
        heard = heard.where(StatusRow.community == community, StatusRow.home == home)
        pauses = pauses.where(HomePauseRow.community == community, HomePauseRow.home == home)
        newest = newest.where(test.community == community, test.home == home)
        good = good.where(test.community == community, test.home == home)
    last = newest.subquery()
    same = (test.community == last.c.community) & (test.home == last.c.home) & (test.received_at == last.c.at)
    latest = select(test.community, test.home, test.received_at, test.round_trip_s).join(last, same)
    by_speaker: dict[tuple[str, str], datetime | None] = {}
    for row in sorted(session.execute(heard).all(), key=lambda row: row.program == Sender.SPEAKER):
        by_speaker[row.community, row.home] = row.heard_at or by_speaker.get((row.community, row.home))
    paused = {(row.community, row.home): row for row in session.execute(pauses)}
    tests = {(row.community, row.home): TestView(row.received_at, row.round_trip_s) for row in session.execute(latest)}
    good_at = {(row[0], row[1]): row[2] for row in session.execute(good)}
    return [
        HomeWatch(
            *where,
            by_speaker.get(where),
            paused[where].since if where in paused else None,
            paused[where].by if where in paused else "",
            tests.get(where),
            good_at.get(where),
        )
        for where in sorted({*by_speaker, *paused})
    ]
