"""What is shown: the live list, the history, a resident's day. Reads only, and only what the account may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from messages.payloads import AlertState, EventKind, Metric, UsualRange
from station import reading_rows, usual_rows
from station.accounts.account import Account
from station.database import Database
from station.directory import Directory
from station.errors import NotFoundError
from station.homes import find_community
from station.lifecycle import SHOWN
from station.tables import AlertRow, EventRow, FactRow, NotificationRow, Role, StatusRow, TransitionRow
from station.views import (
    AlertHistoryView,
    AlertView,
    EventView,
    FactView,
    NotificationView,
    ResidentView,
    SampleView,
    StatusView,
    TransitionView,
)

MOST_SHOWN = 200


class Board:
    """Every method raises DatabaseDownError, and NotFoundError for what does not exist for this account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def live(self, account: Account) -> tuple[AlertView, ...]:
        """What nobody has closed yet: by urgency, then the oldest first; those the resident took back come last."""
        with self._database.reading() as session:
            query = _seen(select(AlertRow).where(AlertRow.state.in_(SHOWN)), account)
            views = _views(session, session.scalars(query.order_by(AlertRow.received_at)).all())
        return tuple(sorted(views, key=_first_to_look_at)[:MOST_SHOWN])

    def history(self, account: Account, home: str | None = None, resident: str | None = None) -> tuple[AlertView, ...]:
        """The newest alerts, of one home or resident when named."""
        query = _seen(select(AlertRow), account)
        if home is not None:
            query = query.where(AlertRow.home == home)
        if resident is not None:
            query = query.where(AlertRow.resident == resident)
        with self._database.reading() as session:
            newest = query.order_by(AlertRow.received_at.desc()).limit(MOST_SHOWN)
            return _views(session, session.scalars(newest).all())

    def alert(self, account: Account, alert_id: UUID) -> AlertHistoryView:
        """One alert with its audit and its notices. The id of a joined fact leads to the alert it joined."""
        with self._database.reading() as session:
            fact = session.get(FactRow, alert_id)
            row = session.get(AlertRow, fact.alert) if fact is not None else None
            if row is None or not account.sees(row.community, row.home):
                raise NotFoundError("no such alert")
            steps = session.scalars(
                select(TransitionRow).where(TransitionRow.alert == row.id).order_by(TransitionRow.id)
            )
            told = session.scalars(
                select(NotificationRow).where(NotificationRow.alert == row.id).order_by(NotificationRow.id)
            )
            return AlertHistoryView(
                **dict(_views(session, [row])[0]),
                transitions=tuple(TransitionView.model_validate(step) for step in steps),
                notifications=tuple(NotificationView.model_validate(notice) for notice in told),
            )

    def whose(self, alert_id: UUID) -> AlertView:
        """One alert for the station's own use, whoever may see it."""
        with self._database.reading() as session:
            row = session.get(AlertRow, alert_id)
            if row is None:
                raise NotFoundError("no such alert")
            return _views(session, [row])[0]

    def resident(self, account: Account, home: str, resident: str | None) -> ResidentView:
        """Who she is and whom to ring."""
        with self._database.reading() as session:
            community = _community(session, account, home)
            return Directory(session, {(community, home)}).who(community, home, resident)

    def readings(
        self,
        account: Account,
        home: str,
        resident: str | None,
        since: datetime,
        metric: Metric | None = None,
        until: datetime | None = None,
    ) -> tuple[SampleView, ...]:
        """Samples since a moment, in order of time; `until` leaves out those of a clock that runs ahead."""
        with self._database.reading() as session:
            community = _community(session, account, home)
            return reading_rows.samples(session, community, home, resident, since, until, metric)

    def usual(self, account: Account, home: str, resident: str) -> tuple[UsualRange, ...]:
        """What has been learnt to be usual for a resident."""
        with self._database.reading() as session:
            community = _community(session, account, home)
            return usual_rows.ranges(session, community, home, resident)

    def events(
        self, account: Account, home: str, limit: int = 30, kind: EventKind | None = None
    ) -> tuple[EventView, ...]:
        """The newest events of a home, of one kind when named."""
        with self._database.reading() as session:
            community = _community(session, account, home)
            query = select(EventRow).where(EventRow.community == community, EventRow.home == home)
            if kind is not None:
                query = query.where(EventRow.kind == kind)
            rows = session.scalars(query.order_by(EventRow.at.desc()).limit(limit))
            return tuple(EventView.model_validate(row) for row in rows)

    def programs(self, account: Account, home: str) -> tuple[StatusView, ...]:
        """The programs of a home that have said how they are."""
        with self._database.reading() as session:
            community = _community(session, account, home)
            query = select(StatusRow).where(StatusRow.community == community, StatusRow.home == home)
            return tuple(StatusView.model_validate(row) for row in session.scalars(query.order_by(StatusRow.program)))


def _first_to_look_at(view: AlertView) -> tuple[bool, int, datetime]:
    return view.state is AlertState.CANCELLED, view.urgency.rank, view.received_at


def _seen(query: Select[AlertRow], account: Account) -> Select[AlertRow]:
    if account.role is not Role.FAMILY:
        return query
    return query.where(AlertRow.community == account.community, AlertRow.home == account.home)


def _community(session: Session, account: Account, home: str) -> str:
    community = find_community(session, home, account.community)
    if not account.sees(community, home):
        raise NotFoundError("no such home")
    return community


def _views(session: Session, rows: Sequence[AlertRow]) -> tuple[AlertView, ...]:
    directory = Directory(session, {(row.community, row.home) for row in rows})
    facts = _facts(session, [row.id for row in rows])
    told = _told(session, [row.id for row in rows])
    latest = _latest(session, [row.id for row in rows])
    return tuple(
        AlertView(
            id=row.id,
            community=row.community,
            home=row.home,
            resident=row.resident,
            who=directory.who(row.community, row.home, row.resident),
            kind=row.kind,
            urgency=row.urgency,
            state=row.state,
            raised_at=row.raised_at,
            received_at=row.received_at,
            accepted_at=row.accepted_at,
            accepted_by=row.accepted_by,
            cancelled_at=row.cancelled_at,
            resolved_at=row.resolved_at,
            cause=row.cause,
            note=row.note,
            facts=facts.get(row.id, ()),
            latest=latest.get(row.id),
            told=told.get(row.id, ()),
        )
        for row in rows
    )


def _facts(session: Session, alerts: Iterable[UUID]) -> dict[UUID, tuple[FactView, ...]]:
    found: dict[UUID, tuple[FactView, ...]] = {}
    for row in session.scalars(select(FactRow).where(FactRow.alert.in_(alerts)).order_by(FactRow.received_at)):
        found[row.alert] = (*found.get(row.alert, ()), FactView.model_validate(row))
    return found


def _latest(session: Session, alerts: Sequence[UUID]) -> dict[UUID, TransitionView]:
    newest = select(func.max(TransitionRow.id)).where(TransitionRow.alert.in_(alerts)).group_by(TransitionRow.alert)
    rows = session.scalars(select(TransitionRow).where(TransitionRow.id.in_(newest)))
    return {row.alert: TransitionView.model_validate(row) for row in rows}


def _told(session: Session, alerts: Sequence[UUID]) -> dict[UUID, tuple[NotificationView, ...]]:
    each = NotificationRow.alert, NotificationRow.recipient
    newest = select(func.max(NotificationRow.id)).where(NotificationRow.alert.in_(alerts)).group_by(*each)
    found: dict[UUID, tuple[NotificationView, ...]] = {}
    rows = select(NotificationRow).where(NotificationRow.id.in_(newest)).order_by(NotificationRow.id)
    for row in session.scalars(rows):
        found[row.alert] = (*found.get(row.alert, ()), NotificationView.model_validate(row))
    return found
