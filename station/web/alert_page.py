"""One alert: what came in, who did what and when, who was told, and what can still be done."""

from __future__ import annotations

import asyncio
from uuid import UUID

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from messages.short_code import short_code
from station.accounts.account import Account, Right
from station.audit import Deed
from station.errors import DatabaseDownError, NotFoundError
from station.second_path import words_of
from station.views import AlertHistoryView, EventView
from station.web import wording
from station.web.desk import Desk
from station.web.parts import frame, link, text
from station.web.rows import local
from station.web.steps import Steps
from station.web.visitor import Visitor, admit


def add_alert_page(desk: Desk) -> None:
    """Mounts `/alerts/{alert}`; the id of a joined fact leads to the alert it joined."""

    @ui.page("/alerts/{alert}", title=desk.phrases[desk.language]("station.title.alert"))
    async def page(request: Request, alert: UUID) -> Response | None:
        visitor = await admit(desk, request, Right.SEE)
        if isinstance(visitor, Response):
            return visitor
        try:
            seen = await asyncio.to_thread(_look, desk, visitor.account, alert)
            by_home = await asyncio.to_thread(_told_by_home, desk, seen)
        except NotFoundError:
            return PlainTextResponse(visitor.phrases("station.refused.not_found"), 404)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "alert")
        Story(desk, visitor).show(seen, by_home)
        return None


def _look(desk: Desk, account: Account, alert: UUID) -> AlertHistoryView:
    seen = desk.board.alert(account, alert)
    desk.sightings.saw(account.name, Deed.SAW_ALERT, str(seen.id), f"{seen.community}/{seen.home}")
    return seen


def _told_by_home(desk: Desk, alert: AlertHistoryView) -> tuple[EventView, ...]:
    return desk.second_path.told({alert.id, *(fact.id for fact in alert.facts)})


class Story:
    """One browser's view of one alert, drawn anew after each step."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        self._desk = desk
        self._visitor = visitor
        self._alert: UUID | None = None
        self._by_home: tuple[EventView, ...] = ()
        self._page = ui.element("div").classes("page")
        with self._page:
            self._content = ui.element("div")
        self._steps = Steps(desk, visitor, self._page, self._again)

    def show(self, alert: AlertHistoryView, by_home: tuple[EventView, ...]) -> None:
        """Draws it; `by_home` is what the home told people itself."""
        self._alert, self._by_home = alert.id, by_home
        self._content.clear()
        with self._content:
            with ui.element("section").classes(f"panel story {alert.urgency} {alert.state}"):
                self._head(alert)
                self._steps.draw(alert)
            self._history(alert)
            self._told(alert)

    async def _again(self) -> None:
        if self._alert is not None:
            seen = await asyncio.to_thread(self._desk.board.alert, self._visitor.account, self._alert)
            self.show(seen, await asyncio.to_thread(_told_by_home, self._desk, seen))

    def _head(self, alert: AlertHistoryView) -> None:
        phrases = self._visitor.phrases
        text(" · ".join((phrases(f"station.urgency.{alert.urgency}"), phrases(f"station.kind.{alert.kind}"))), "big")
        if alert.resident is None:
            text(wording.who(alert.who, phrases), "who")
        else:
            link(wording.who(alert.who, phrases), f"/residents/{alert.home}/{alert.resident}", "who")
        text(wording.where(alert.who, phrases), "where")
        text(phrases("station.code.code", code=short_code(alert.id)), "where")
        for fact in alert.facts:
            for line in wording.facts(fact, phrases):
                text(f"{local(fact.at, self._desk.timezone)}  {line}", "fact")
        text(wording.state(alert, phrases), "state")
        for key, words in (("cause", alert.cause), ("note", alert.note)):
            if words:
                text(phrases(f"station.card.{key}", text=words))

    def _history(self, alert: AlertHistoryView) -> None:
        phrases = self._visitor.phrases
        with ui.element("section").classes("panel history"):
            text(phrases("station.card.story"), "big")
            for step in alert.transitions:
                self._line(local(step.at, self._desk.timezone, seconds=True), wording.step(step, phrases))

    def _told(self, alert: AlertHistoryView) -> None:
        phrases = self._visitor.phrases
        with ui.element("section").classes("panel told"):
            text(phrases("station.card.told"), "big")
            for notice in alert.notifications:
                outcome = wording.how_told(notice, phrases)
                when = local(notice.created_at, self._desk.timezone, seconds=True)
                self._line(when, f"{notice.name} · {outcome}")
            for event in self._by_home:
                words = words_of(event, phrases)
                if words is not None:
                    self._line(local(event.at, self._desk.timezone, seconds=True), words)
            if not alert.notifications and not self._by_home:
                text(phrases("station.resident.none"))

    @staticmethod
    def _line(when: str, words: str) -> None:
        with ui.element("div").classes("line"):
            text(when, "when")
            text(words, "grow")
