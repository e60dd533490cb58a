"""The messages that could not be kept, for supervisors and administrators: why, from where, and once more."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from functools import partial

from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui
from pydantic import BaseModel, Field

from messages.dead_letters import KeptLetter
from station.accounts.account import Right
from station.errors import DatabaseDownError, StationError
from station.web import gate, wording
from station.web.desk import Desk
from station.web.parts import button, frame, text
from station.web.rows import local
from station.web.visitor import Visitor, admit, still


class Choice(BaseModel):
    """Which letters to take in again: one, all of a reason, or all."""

    id: int | None = None
    reason: str | None = Field(default=None, max_length=2000)


def add_letters_page(app: FastAPI, desk: Desk) -> None:
    """Mounts `/letters` and `/api/dead-letters`."""

    @ui.page("/letters", title=desk.phrases[desk.language]("station.title.letters"))
    async def page(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.LETTERS)
        if isinstance(visitor, Response):
            return visitor
        try:
            letters = await asyncio.to_thread(desk.lost_letters.listed)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "letters")
        with ui.element("div").classes("page"):
            Letters(desk, visitor, ui.element("section").classes("panel letters")).draw(letters)
        return None

    @app.get("/api/dead-letters")
    def listed(request: Request) -> list[dict[str, object]]:
        gate.signed_in(desk, request, Right.LETTERS)
        return [
            {
                "id": kept.seq,
                "topic": kept.letter.topic,
                "reason": kept.letter.reason,
                "bytes": kept.size,
                "at": kept.at,
            }
            for kept in desk.lost_letters.listed()
        ]

    @app.post("/api/dead-letters/replay")
    def replay(request: Request, choice: Choice) -> dict[str, int]:
        gate.check_own(request)
        account = gate.signed_in(desk, request, Right.LETTERS)
        done = desk.lost_letters.replay(account.name, choice.reason, choice.id)
        return {"taken": done.taken, "refused": done.refused, "cut": done.cut}


class Letters:
    """The list of one browser: by reason, then each."""

    def __init__(self, desk: Desk, visitor: Visitor, panel: ui.element) -> None:
        self._desk = desk
        self._visitor = visitor
        self._panel = panel

    def draw(self, letters: Sequence[KeptLetter]) -> None:
        """Topic, size and time of each; never what is in it."""
        phrases = self._visitor.phrases
        self._panel.clear()
        with self._panel:
            if not letters:
                text(phrases("station.letters.none"))
            for reason, count in Counter(kept.letter.reason for kept in letters).most_common():
                with ui.element("div").classes("line"):
                    text(phrases("station.letters.reason", count=count, reason=reason), "what grow")
                    button(phrases("station.letters.replay"), partial(self._replay, reason), "replay")
                for kept in (kept for kept in letters if kept.letter.reason == reason):
                    with ui.element("div").classes("line"):
                        text(local(kept.at, self._desk.timezone), "when")
                        text(kept.letter.topic, "grow")
                        text(phrases("station.letters.bytes", count=kept.size))

    async def _replay(self, reason: str) -> None:
        phrases = self._visitor.phrases
        lost = self._desk.lost_letters
        try:
            account = await still(self._desk, self._visitor, Right.LETTERS)
            done = await asyncio.to_thread(lost.replay, account.name, reason)
            letters = await asyncio.to_thread(lost.listed)
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return
        self.draw(letters)
        said = phrases("station.letters.replayed", taken=done.taken, refused=done.refused, cut=done.cut)
        ui.notify(said, type="positive" if done.taken else "warning", position="top")
