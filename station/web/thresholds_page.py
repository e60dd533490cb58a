"""For supervisors: from which values on a resident's readings are asked about, seen and changed."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from messages.thresholds import DEFAULT_EDGES, Thresholds
from station.accounts.account import Account, Right
from station.audit import Deed
from station.errors import DatabaseDownError, NotFoundError, PlanError, StationError
from station.plans import ResidentLines
from station.views import ResidentView
from station.web import wording
from station.web.desk import Desk
from station.web.parts import button, frame, link, text
from station.web.rows import local
from station.web.threshold_form import EDGES, NUMBERS, SWITCHES, content_of, fields_of, refusal
from station.web.visitor import Visitor, admit, still

MOST_SHOWN = 500


def add_thresholds_page(desk: Desk) -> None:
    """Mounts `/thresholds` and `/thresholds/{home}/{resident}`."""
    title = desk.phrases[desk.language]("station.title.thresholds")

    @ui.page("/thresholds", title=title)
    async def everybody(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.SUPERVISE)
        if isinstance(visitor, Response):
            return visitor
        try:
            await asyncio.to_thread(desk.sightings.saw, visitor.account.name, Deed.SAW_HOMES)
            people = await asyncio.to_thread(desk.plans.residents, visitor.account, MOST_SHOWN)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "thresholds")
        with ui.element("div").classes("page"), ui.element("section").classes("panel lines-of-people"):
            text(visitor.phrases("station.thresholds.people"), "big")
            for person in people:
                _person(person, desk, visitor)
        return None

    @ui.page("/thresholds/{home}/{resident}", title=title)
    async def one(request: Request, home: str, resident: str) -> Response | None:
        visitor = await admit(desk, request, Right.SUPERVISE)
        if isinstance(visitor, Response):
            return visitor
        try:
            who, limits = await asyncio.to_thread(_read, desk, visitor.account, home, resident)
        except NotFoundError:
            return PlainTextResponse(visitor.phrases("station.refused.not_found"), 404)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "thresholds")
        with ui.element("div").classes("page thresholds"):
            with ui.element("section").classes("panel"):
                text(wording.who(who, visitor.phrases), "who")
                link(visitor.phrases("station.thresholds.readings"), f"/residents/{home}/{resident}", "more")
                text(visitor.phrases("station.thresholds.hint"))
            Lines(desk, visitor, home, resident).draw(limits)
        return None


def _person(person: ResidentLines, desk: Desk, visitor: Visitor) -> None:
    phrases = visitor.phrases
    with ui.element("div").classes("line"):
        name = f"{person.home} · {person.name or person.resident}"
        link(name, f"/thresholds/{person.home}/{person.resident}", "what grow")
        text(phrases(f"station.thresholds.{'own' if person.own else 'usual'}"))
        if person.at is not None:
            text(phrases("station.thresholds.set", when=local(person.at, desk.timezone), by=person.by), "when")


def _read(desk: Desk, account: Account, home: str, resident: str) -> tuple[ResidentView, Thresholds]:
    limits = desk.plans.thresholds(account, home, resident)
    who = desk.board.resident(account, home, resident)
    desk.sightings.saw(account.name, Deed.SAW_RESIDENT, resident, f"{who.community}/{home}")
    return who, limits


class Lines:
    """The form of one browser."""

    def __init__(self, desk: Desk, visitor: Visitor, home: str, resident: str) -> None:
        self._desk = desk
        self._visitor = visitor
        self._home = home
        self._resident = resident
        self._fields: dict[str, ui.number | ui.switch] = {}

    def draw(self, limits: Thresholds) -> None:
        """A field for each line, empty where there is none."""
        phrases, shown = self._visitor.phrases, fields_of(limits)
        for measure in DEFAULT_EDGES:
            with ui.element("section").classes(f"panel measure {measure}"):
                text(phrases(f"station.thresholds.measure.{measure}"), "big")
                with ui.element("div").classes("edges"):
                    for edge in EDGES:
                        self._number(f"{measure}.{edge}", phrases(f"station.thresholds.edge.{edge}"), edge, shown)
        with ui.element("section").classes("panel others"):
            for name in SWITCHES:
                switch = ui.switch(phrases(f"station.thresholds.field.{name}"), value=bool(shown[name]))
                self._fields[name] = switch.classes(name)
            with ui.element("div").classes("edges"):
                for name in NUMBERS:
                    self._number(name, phrases(f"station.thresholds.field.{name}"), name, shown)
        with ui.element("div").classes("steps save-lines"):
            button(phrases("station.action.save"), partial(self._save, None), "primary save")
            button(phrases("station.thresholds.defaults"), partial(self._save, Thresholds()), "defaults")

    def _number(self, name: str, label: str, kind: str, shown: dict[str, float | bool | None]) -> None:
        field = ui.number(label, value=shown[name]).props("outlined dense stack-label").classes(f"edge {kind}")
        self._fields[name] = field

    async def _save(self, instead: Thresholds | None) -> None:
        phrases = self._visitor.phrases
        fields = {name: field.value for name, field in self._fields.items()} if instead is None else fields_of(instead)
        try:
            account = await still(self._desk, self._visitor, Right.SUPERVISE)
            limits = await asyncio.to_thread(
                self._desk.plans.set_thresholds, account, self._home, self._resident, content_of(fields)
            )
        except PlanError as error:
            ui.notify(refusal(error, phrases), type="negative", position="top", timeout=0, close_button=True)
            return
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return
        for name, value in fields_of(limits).items():
            field = self._fields[name]
            if isinstance(field, ui.switch):
                field.set_value(bool(value))
            else:
                field.set_value(None if value is None else float(value))
        ui.notify(phrases("station.thresholds.saved"), type="positive", position="top")
