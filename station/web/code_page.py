"""From the code in a text message of a home to the alert it speaks of."""

from __future__ import annotations

import asyncio

from fastapi import Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from nicegui import ui

from messages.short_code import DIGITS
from station.accounts.account import Right
from station.errors import DatabaseDownError, NotFoundError
from station.web.desk import Desk
from station.web.parts import frame, text
from station.web.visitor import Visitor, admit


def add_code_page(desk: Desk) -> None:
    """Mounts `/code`, which asks for a code, and with `?code=` leads to its alert."""

    @ui.page("/code", title=desk.phrases[desk.language]("station.title.code"))
    async def page(request: Request, code: str = "") -> Response | None:
        visitor = await admit(desk, request, Right.SEE)
        if isinstance(visitor, Response):
            return visitor
        wanted = code.strip()
        try:
            if wanted:
                alert = await asyncio.to_thread(desk.second_path.find, visitor.account, wanted)
                return RedirectResponse(f"/alerts/{alert}", 303)
        except NotFoundError:
            pass
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        _ask(visitor, wanted)
        return None


def _ask(visitor: Visitor, wanted: str) -> None:
    phrases = visitor.phrases
    frame(visitor, "code")
    with ui.element("div").classes("page"), ui.element("section").classes("panel"):
        text(phrases("station.code.about"), "big")
        with ui.element("form").props("method=get action=/code"):
            digits = f"name=code inputmode=numeric maxlength={DIGITS} autocomplete=off"
            ui.element("input").props(f'{digits} aria-label="{phrases("station.title.code")}"')
            with ui.element("button").classes("button").props("type=submit"):
                text(phrases("station.code.find"))
        if wanted:
            text(phrases("station.code.none"), "trouble").props("role=alert")
