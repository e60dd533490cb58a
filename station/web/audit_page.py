"""The audit trail for supervisors and administrators: who saw and did what, with filters, and as CSV."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from config.phrases import Phrases
from station.accounts.account import Account, Right
from station.audit import Deed
from station.audit_log import ALERT_DEED, MOST_EXPORTED, AuditView, Wanted, as_csv
from station.errors import DatabaseDownError
from station.lifecycle import Action
from station.spreadsheet import download
from station.web import gate
from station.web.desk import Desk
from station.web.parts import button, frame, link, text
from station.web.rows import local
from station.web.visitor import Visitor, admit

DAYS = 7
MOST_DAYS = 3650
Part = Annotated[str, Query(max_length=100)]
Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]


def add_audit_page(app: FastAPI, desk: Desk) -> None:
    """Mounts `/audit` and `/audit.csv`."""

    @ui.page("/audit", title=desk.phrases[desk.language]("station.title.audit"))
    async def page(
        request: Request, person: Part = "", deed: Part = "", home: Part = "", days: Days = DAYS
    ) -> Response | None:
        visitor = await admit(desk, request, Right.AUDIT)
        if isinstance(visitor, Response):
            return visitor
        asked = {"person": person.strip(), "deed": deed.strip(), "home": home.strip(), "days": str(days)}
        try:
            rows = await asyncio.to_thread(_read, desk, visitor.account, asked)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "audit")
        with ui.element("div").classes("page"):
            _filter(visitor, asked)
            _list(desk, visitor, rows)
        return None

    @app.get("/audit.csv")
    def export(request: Request, person: Part = "", deed: Part = "", home: Part = "", days: Days = DAYS) -> Response:
        account = gate.signed_in(desk, request, Right.AUDIT)
        asked = {"person": person, "deed": deed, "home": home, "days": str(days)}
        desk.sightings.saw(account.name, Deed.EXPORTED, "audit")
        rows = desk.audit_log.rows(_wanted(desk, asked), MOST_EXPORTED)
        return download("audit.csv", as_csv(rows, desk.timezone))


def _wanted(desk: Desk, asked: dict[str, str]) -> Wanted:
    since = desk.clock.now() - timedelta(days=int(asked["days"]))
    return Wanted(asked["person"], asked["deed"], asked["home"], since)


def _read(desk: Desk, account: Account, asked: dict[str, str]) -> Sequence[AuditView]:
    desk.sightings.saw(account.name, Deed.SAW_AUDIT)
    return desk.audit_log.rows(_wanted(desk, asked))


def _filter(visitor: Visitor, asked: dict[str, str]) -> None:
    phrases = visitor.phrases
    deeds = {"": phrases("station.audit.all"), **{word: deed_words(word, phrases) for word in DEEDS}}
    with ui.element("section").classes("panel audit-filter"):
        person = ui.input(phrases("station.audit.person"), value=asked["person"]).props("outlined maxlength=100")
        home = ui.input(phrases("station.audit.home"), value=asked["home"]).props("outlined maxlength=100")
        deed = ui.select(
            deeds, value=asked["deed"] if asked["deed"] in deeds else "", label=phrases("station.audit.deed")
        ).props("outlined")
        days = ui.number(phrases("station.audit.days"), value=int(asked["days"]), min=1, max=MOST_DAYS, precision=0)
        days.props("outlined")

        def look() -> None:
            chosen = {
                "person": str(person.value or ""),
                "home": str(home.value or ""),
                "deed": str(deed.value or ""),
                "days": str(int(days.value or DAYS)),
            }
            ui.navigate.to(f"/audit?{urlencode(chosen)}")

        button(phrases("station.audit.look"), look, "primary look")
        link(phrases("station.audit.export"), f"/audit.csv?{urlencode(asked)}", "button export")


def _list(desk: Desk, visitor: Visitor, rows: Sequence[AuditView]) -> None:
    phrases = visitor.phrases
    with ui.element("section").classes("panel audit"):
        for row in rows:
            with ui.element("div").classes("line"):
                text(local(row.at, desk.timezone, seconds=True), "when")
                text(row.by or phrases("station.audit.stranger"), "what")
                text(deed_words(row.action, phrases), "grow")
                text(" · ".join(part for part in (row.home, row.about) if part), "about")
        if not rows:
            text(phrases("station.audit.none"))


DEEDS = (*(deed.value for deed in Deed), *(f"{ALERT_DEED}{action.value}" for action in Action))


def deed_words(action: str, phrases: Phrases) -> str:
    """A deed in words; one of another release by its name."""
    step = action.removeprefix(ALERT_DEED)
    if step != action and phrases.has(f"station.step.{step}"):
        return phrases(f"station.step.{step}", by="").strip()
    return phrases(f"station.deed.{action}") if phrases.has(f"station.deed.{action}") else action
