"""The newest alerts, open and closed."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from station.accounts.account import Right
from station.audit import Deed
from station.errors import DatabaseDownError
from station.web.desk import Desk
from station.web.parts import frame, text
from station.web.rows import alert_row
from station.web.visitor import admit


def add_history_page(desk: Desk) -> None:
    """Mounts `/history`."""

    @ui.page("/history", title=desk.phrases[desk.language]("station.title.history"))
    async def page(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.SEE)
        if isinstance(visitor, Response):
            return visitor
        try:
            await asyncio.to_thread(desk.sightings.saw, visitor.account.name, Deed.SAW_HISTORY)
            alerts = await asyncio.to_thread(desk.board.history, visitor.account)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "history")
        with ui.element("div").classes("page"), ui.element("section").classes("panel"):
            for alert in alerts:
                alert_row(alert, visitor.phrases, desk.timezone)
            if not alerts:
                text(visitor.phrases("station.history.none"))
        return None
