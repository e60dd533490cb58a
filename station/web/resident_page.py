"""A resident: whom to ring, the last day's readings, recent alerts and events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from messages.payloads import EventKind, UsualRange
from messages.thresholds import Thresholds
from station.accounts.account import Account, Right
from station.audit import Deed
from station.errors import DatabaseDownError, NotFoundError
from station.supervision.overview import HomeWatch
from station.views import AlertView, EventView, ResidentView, SampleView, StatusView
from station.web import chart, wording
from station.web.chart_marks import marks
from station.web.checks import checks_of
from station.web.desk import Desk
from station.web.parts import frame, link, text
from station.web.rows import alert_row, event_row
from station.web.visitor import Visitor, admit
from station.web.watch_panel import WatchPanel

DAY = timedelta(days=1)
ALERTS_SHOWN = 20
CHECKS_SHOWN = 5


@dataclass(frozen=True)
class _Day:
    who: ResidentView
    samples: Sequence[SampleView]
    alerts: Sequence[AlertView]
    events: Sequence[EventView]
    checks: Sequence[EventView]
    programs: Sequence[StatusView]
    watch: HomeWatch
    usual: Sequence[UsualRange]
    limits: Thresholds


def add_resident_page(desk: Desk) -> None:
    """Mounts `/residents/{home}/{resident}`."""

    @ui.page("/residents/{home}/{resident}", title=desk.phrases[desk.language]("station.title.resident"))
    async def page(request: Request, home: str, resident: str) -> Response | None:
        visitor = await admit(desk, request, Right.SEE)
        if isinstance(visitor, Response):
            return visitor
        try:
            day = await asyncio.to_thread(_read, desk, visitor.account, home, resident)
        except NotFoundError:
            return PlainTextResponse(visitor.phrases("station.refused.not_found"), 404)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "resident")
        with ui.element("div").classes("page"):
            _who(day, visitor)
            WatchPanel(desk, visitor).draw(day.watch)
            _readings(day, desk, visitor)
            _lists(day, desk, visitor)
        return None


def _read(desk: Desk, account: Account, home: str, resident: str) -> _Day:
    board = desk.board
    who = board.resident(account, home, resident)
    desk.sightings.saw(account.name, Deed.SAW_RESIDENT, resident, f"{who.community}/{home}")
    return _Day(
        who=who,
        samples=board.readings(account, home, resident, desk.clock.now() - DAY, until=desk.clock.now() + DAY),
        alerts=board.history(account, home, resident)[:ALERTS_SHOWN],
        events=board.events(account, home),
        checks=checks_of(board.events(account, home, kind=EventKind.GUIDED_CHECK), resident)[:CHECKS_SHOWN],
        programs=board.programs(account, home),
        watch=desk.overview.home(who.community, home),
        usual=board.usual(account, home, resident),
        limits=_limits(desk, account, home, resident),
    )


def _limits(desk: Desk, account: Account, home: str, resident: str) -> Thresholds:
    """The lines of her plan; the defaults for somebody whom only a message has named."""
    try:
        return desk.plans.thresholds(account, home, resident)
    except NotFoundError:
        return Thresholds()


def _who(day: _Day, visitor: Visitor) -> None:
    phrases = visitor.phrases
    with ui.element("section").classes("panel"):
        text(wording.who(day.who, phrases), "who")
        text(wording.where(day.who, phrases), "where")
        with ui.element("div").classes("numbers"):
            for name, phone in wording.numbers(day.who, phrases):
                link(phrases("station.card.ring", who=name, phone=phone), f"tel:{phone}", "button ring")
        if visitor.account.may(Right.SUPERVISE):
            link(phrases("station.thresholds.change"), f"/thresholds/{day.who.home}/{day.who.resident}", "more")
        with ui.element("div").classes("programs"):
            for program in day.programs:
                if phrases.has(f"station.program.{program.program}"):
                    key = "online" if program.online else "offline"
                    text(
                        phrases(f"station.resident.{key}", program=phrases(f"station.program.{program.program}")),
                        "state",
                    )


def _readings(day: _Day, desk: Desk, visitor: Visitor) -> None:
    phrases = visitor.phrases
    with ui.element("section").classes("panel"):
        text(phrases("station.resident.day"), "big")
        drawn, now = chart.lines(day.samples), desk.clock.now()
        for metric, points in drawn.items():
            values = [value for _, value in points]
            shown = marks(metric, values, day.usual, day.limits, now - DAY, now, desk.timezone)
            title = phrases(f"station.metric.{metric}")
            options = chart.options(points, title, desk.timezone, shown, phrases)
            ui.echart(options, renderer="svg").classes(f"chart {metric}")
            usual = chart.usual_in_words(metric, day.usual, phrases)
            if usual:
                text(usual, "usual-range")
        if not drawn:
            text(phrases("station.resident.no_readings"))
        if day.checks:
            text(phrases("station.resident.checks"), "big")
        for check in day.checks:
            event_row(check, phrases, desk.timezone)


def _lists(day: _Day, desk: Desk, visitor: Visitor) -> None:
    phrases = visitor.phrases
    with ui.element("section").classes("panel"):
        text(phrases("station.resident.alerts"), "big")
        for alert in day.alerts:
            alert_row(alert, phrases, desk.timezone)
        if not day.alerts:
            text(phrases("station.resident.none"))
    with ui.element("section").classes("panel"):
        text(phrases("station.resident.events"), "big")
        for event in day.events:
            event_row(event, phrases, desk.timezone)
        if not day.events:
            text(phrases("station.resident.none"))
