"""The live list: what nobody has closed yet, most urgent first, without reloading."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response
from nicegui import ui

from station.accounts.account import Right
from station.audit import Deed
from station.errors import DatabaseDownError, NotSignedInError
from station.views import AlertView
from station.web import wording
from station.web.card import Card
from station.web.desk import Desk
from station.web.parts import frame, text
from station.web.steps import Steps
from station.web.visitor import Visitor, admit, still

LOOK_EVERY_S = 0.4
READ_ANYWAY_EVERY_S = 5.0  # another process on the same database may have changed it


def add_live_page(desk: Desk) -> None:
    """Mounts `/`."""

    @ui.page("/", title=desk.phrases[desk.language]("station.title.product"))
    async def live(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.SEE)
        if isinstance(visitor, Response):
            return visitor
        frame(visitor, "live")
        shown = LiveList(desk, visitor)
        await shown.look()
        ui.timer(LOOK_EVERY_S, shown.look)
        return None


class LiveList:
    """One browser's list. Rebuilt only when an alert changed, so that no card jumps under a thumb."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        self._desk = desk
        self._visitor = visitor
        self._rung = -1
        self._read_at = 0.0
        self._alerts: tuple[AlertView, ...] | None = None
        self._ages: list[tuple[ui.label, datetime]] = []
        self._page = ui.element("div").classes("page")
        with self._page:
            self._trouble = text("", "trouble").props("role=alert")
            self._trouble.set_visibility(False)
            self._count = text("", "count")
            self._list = ui.element("div").classes("alerts")
        self._steps = Steps(desk, visitor, self._page, self.look)

    async def look(self) -> None:
        """Reads again when something changed or it is time to."""
        rung = self._desk.bell.count
        if rung == self._rung and time.monotonic() - self._read_at < READ_ANYWAY_EVERY_S:
            return
        self._rung, self._read_at = rung, time.monotonic()
        try:
            account = await still(self._desk, self._visitor, Right.SEE)
            await asyncio.to_thread(self._desk.sightings.saw, account.name, Deed.SAW_LIVE)
            alerts = await asyncio.to_thread(self._desk.board.live, account)
            health = await asyncio.to_thread(self._desk.health)
            on_duty = await asyncio.to_thread(self._desk.duty.on_duty)
        except NotSignedInError:
            ui.navigate.to("/login")
            return
        except DatabaseDownError:
            self._tell("station.live.no_database")
            return
        if health.broker_connected:
            self._tell("" if on_duty or not account.may(Right.HANDLE) else "station.live.nobody")
        else:
            self._tell("station.live.no_broker")
        if alerts != self._alerts:
            self._alerts = alerts
            self._draw(alerts)
        self._tell_ages()

    def _tell(self, key: str) -> None:
        self._trouble.set_text(self._visitor.phrases(key) if key else "")
        self._trouble.set_visibility(bool(key))

    def _draw(self, alerts: tuple[AlertView, ...]) -> None:
        phrases = self._visitor.phrases
        name = phrases("station.title.product")
        ui.page_title(f"({len(alerts)}) {name}" if alerts else name)
        self._count.set_text(phrases("station.live.open", count=len(alerts)) if alerts else "")
        self._ages = []
        self._list.clear()
        with self._list:
            if not alerts:
                with ui.element("div").classes("nothing"):
                    text(phrases("station.live.none"), "big")
                    text(phrases("station.live.none_hint"))
            for alert in alerts:
                self._ages.append((Card(self._visitor, self._steps).draw(alert), alert.received_at))

    def _tell_ages(self) -> None:
        now = self._desk.clock.now()
        for label, since in self._ages:
            label.set_text(wording.age(since, now, self._visitor.phrases))
