"""For supervisors and administrators: how soon calls are answered, with CSV, and how each home stands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from config.phrases import Phrases
from messages.payloads import Urgency
from station.accounts.account import Account, Right
from station.audit import Deed
from station.errors import DatabaseDownError
from station.spreadsheet import as_csv, download
from station.supervision.answer_times import Call, Share, Summary, summary
from station.supervision.overview import HomeWatch
from station.web import gate
from station.web.desk import Desk
from station.web.parts import frame, link, text
from station.web.visitor import Visitor, admit
from station.web.watch_panel import lines

DAYS = 30
PERIODS = (7, 30, 90, 365)
MOST_HOMES = 500
Days = Annotated[int, Query(ge=1, le=3650)]


@dataclass(frozen=True)
class _Shown:
    all: Summary
    by_urgency: tuple[tuple[Urgency, Summary], ...]
    homes: Sequence[HomeWatch]


def add_supervision_page(app: FastAPI, desk: Desk) -> None:
    """Mounts `/supervision` and `/answers.csv`."""

    @ui.page("/supervision", title=desk.phrases[desk.language]("station.title.supervision"))
    async def page(request: Request, days: Days = DAYS) -> Response | None:
        visitor = await admit(desk, request, Right.SUPERVISE)
        if isinstance(visitor, Response):
            return visitor
        try:
            shown = await asyncio.to_thread(_read, desk, visitor.account, days)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "supervision")
        with ui.element("div").classes("page"):
            _answers(shown, visitor.phrases, days)
            _homes(shown.homes, desk, visitor)
        return None

    @app.get("/answers.csv")
    def export(request: Request, days: Days = DAYS) -> Response:
        account = gate.signed_in(desk, request, Right.SUPERVISE)
        desk.sightings.saw(account.name, Deed.EXPORTED, "answers")
        return download("answers.csv", _csv(desk.overview.calls(days), desk))


def _read(desk: Desk, account: Account, days: int) -> _Shown:
    desk.sightings.saw(account.name, Deed.SAW_SUPERVISION)
    calls, now = desk.overview.calls(days), desk.clock.now()
    by_urgency = tuple(
        (urgency, summary([call for call in calls if call.urgency is urgency], now)) for urgency in Urgency
    )
    return _Shown(summary(calls, now), by_urgency, desk.overview.homes()[:MOST_HOMES])


def _answers(shown: _Shown, phrases: Phrases, days: int) -> None:
    with ui.element("section").classes("panel answers"):
        text(phrases("station.supervision.answers"), "big")
        with ui.element("div").classes("numbers"):
            for period in PERIODS:
                words = phrases("station.supervision.period", days=period)
                link(words, f"/supervision?days={period}", "more here" if period == days else "more")
        _summary(phrases("station.supervision.all"), shown.all, phrases)
        for urgency, of in shown.by_urgency:
            if of.calls:
                _summary(phrases(f"station.urgency.{urgency}"), of, phrases)
        link(phrases("station.supervision.export"), f"/answers.csv?days={days}", "button export")


def _summary(title: str, of: Summary, phrases: Phrases) -> None:
    with ui.element("div").classes("line"):
        text(title, "what")
        text(phrases("station.supervision.calls", count=of.calls), "grow")
        for share in of.shares:
            with ui.element("div").classes(f"share {_mark(share)}"):
                text(_share(share, phrases))
        if of.median_s is not None and of.longest_s is not None:
            words = phrases("station.supervision.typical", median=f"{of.median_s:.0f}", longest=f"{of.longest_s:.0f}")
            text(words, "when")
        if of.unanswered:
            text(phrases("station.supervision.open", count=of.unanswered), "untold")


def _share(share: Share, phrases: Phrases) -> str:
    limit, standard = f"{share.limit_s:.0f}", f"{share.standard_percent:g}"
    words = phrases("station.supervision.standard", limit=limit, standard=standard)
    if share.met is None:
        return f"{words} · {phrases('station.supervision.nothing')}"
    figures = {"within": share.within, "counted": share.counted, "percent": f"{share.percent:g}"}
    done = phrases("station.supervision.within", limit=limit, **figures)
    return f"{words} · {done} · {phrases(f'station.supervision.{_mark(share)}')}"


def _mark(share: Share) -> str:
    return {None: "nothing", True: "met", False: "missed"}[share.met]


def _homes(homes: Sequence[HomeWatch], desk: Desk, visitor: Visitor) -> None:
    phrases = visitor.phrases
    with ui.element("section").classes("panel homes-watched"):
        text(phrases("station.supervision.homes"), "big")
        for home in homes:
            with ui.element("div").classes("line"):
                text(home.home, "what")
                for line in lines(home, desk, visitor):
                    text(line, "grow")
        if not homes:
            text(phrases("station.supervision.no_homes"))


def _csv(calls: Sequence[Call], desk: Desk) -> str:
    """A row for each call; `seconds` until it was answered, or so far."""
    now = desk.clock.now()
    head = ("called_at", "home", "kind", "urgency", "ended_at", "answered_by", "seconds", "alert")
    return as_csv(
        head,
        (
            (
                call.since.astimezone(desk.timezone).isoformat(timespec="seconds"),
                call.home,
                call.kind.value,
                call.urgency.value,
                "" if call.ended_at is None else call.ended_at.astimezone(desk.timezone).isoformat(timespec="seconds"),
                call.by,
                f"{call.waited_s(now):.1f}",
                str(call.alert),
            )
            for call in calls
        ),
    )
