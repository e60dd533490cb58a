"""值班表: who is on duty when, edited line by line by supervisors and administrators, on a telephone too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from config.phrases import Phrases
from station.accounts.account import Right
from station.duty.book import Pages, RosterError
from station.duty.roster import Shift, Substitute
from station.duty.tables import HolidayRow, ShiftRow, SubstituteRow
from station.errors import DatabaseDownError, StationError
from station.web import wording
from station.web.desk import Desk
from station.web.parts import button, frame, text
from station.web.roster_forms import holiday_form, shift_form, substitute_form
from station.web.visitor import Visitor, admit, still

Line = type[ShiftRow] | type[SubstituteRow] | type[HolidayRow]
Change = Callable[[str], None]
"""A change of the book; takes the name of who makes it."""


def add_roster_page(desk: Desk) -> None:
    """Mounts `/roster`."""

    @ui.page("/roster", title=desk.phrases[desk.language]("station.title.roster"))
    async def page(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.ROSTER)
        if isinstance(visitor, Response):
            return visitor
        try:
            pages = await asyncio.to_thread(desk.duty.pages)
            names = await asyncio.to_thread(desk.duty.on_duty)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "roster")
        with ui.element("div").classes("page"):
            shown = RosterPage(desk, visitor, ui.element("div"))
            shown.draw(pages, names)
            with ui.element("section").classes("panel people-form"):
                shift_form(pages.people, visitor.phrases, shown.add_shifts)
            with ui.element("section").classes("panel people-form"):
                substitute_form(pages.people, visitor.phrases, shown.add_substitute)
            with ui.element("section").classes("panel people-form"):
                holiday_form(visitor.phrases, shown.add_holiday)
        return None


class RosterPage:
    """The lists of one browser, drawn anew after each change."""

    def __init__(self, desk: Desk, visitor: Visitor, lists: ui.element) -> None:
        self._desk = desk
        self._visitor = visitor
        self._lists = lists

    def draw(self, pages: Pages, on_duty: tuple[str, ...]) -> None:
        """Who is on duty now, and every line of the book."""
        phrases = self._visitor.phrases
        self._lists.clear()
        with self._lists:
            if on_duty:
                text(phrases("station.roster.now", names="、".join(on_duty)), "panel big")
            else:
                text(phrases("station.roster.nobody"), "trouble").props("role=alert")
            self._section("shifts", self._shifts, pages)
            self._section("substitutes", self._substitutes, pages)
            self._section("holidays", self._holidays, pages)

    async def add_shifts(self, shifts: list[Shift]) -> None:
        """From the form."""

        def add(by: str) -> None:
            for shift in shifts:
                self._desk.duty.add_shift(shift, by)

        await self._change(add)

    async def add_substitute(self, substitute: Substitute) -> None:
        """From the form."""
        await self._change(partial(self._desk.duty.add_substitute, substitute))

    async def add_holiday(self, day: date, name: str) -> None:
        """From the form."""
        await self._change(partial(self._desk.duty.add_holiday, day, name))

    def _section(self, name: str, fill: Callable[[Pages], bool], pages: Pages) -> None:
        with ui.element("section").classes(f"panel {name}"):
            text(self._visitor.phrases(f"station.roster.{name}"), "big")
            if not fill(pages):
                text(self._visitor.phrases("station.resident.none"))

    def _shifts(self, pages: Pages) -> bool:
        for key, shift in pages.shifts.items():
            times = f"{shift.starts:%H:%M}–{shift.ends:%H:%M}"
            day = self._visitor.phrases(f"station.day.{shift.day.name.lower()}")
            self._line((f"{day} {times}", _name(pages, shift.user, self._visitor.phrases)), ShiftRow, key)
        return bool(pages.shifts)

    def _substitutes(self, pages: Pages) -> bool:
        phrases = self._visitor.phrases
        for key, each in pages.substitutes.items():
            who = f"{_name(pages, each.absent, phrases)} → {_name(pages, each.instead, phrases)}"
            self._line((f"{each.first} – {each.last}", who), SubstituteRow, key)
        return bool(pages.substitutes)

    def _holidays(self, pages: Pages) -> bool:
        for day, name in pages.holidays.items():
            self._line((str(day), name), HolidayRow, day)
        return bool(pages.holidays)

    def _line(self, words: tuple[str, str], line: Line, key: int | date) -> None:
        with ui.element("div").classes("line"):
            text(words[0], "when")
            text(words[1], "what grow")

            async def remove() -> None:
                await self._change(partial(self._desk.duty.remove, line, key))

            button(self._visitor.phrases("station.roster.remove"), remove, "strike")

    async def _change(self, change: Change) -> None:
        phrases = self._visitor.phrases
        try:
            account = await still(self._desk, self._visitor, Right.ROSTER)
            await asyncio.to_thread(change, account.name)
            pages = await asyncio.to_thread(self._desk.duty.pages)
            names = await asyncio.to_thread(self._desk.duty.on_duty)
        except RosterError as error:
            ui.notify(phrases(f"station.roster.{error.reason}"), type="negative", position="top")
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
        else:
            self.draw(pages, names)


def _name(pages: Pages, user: int | None, phrases: Phrases) -> str:
    """Of somebody in the book; an account that was switched off has none there."""
    if user is None:
        return phrases("station.roster.no_one")
    return pages.people.get(user, phrases("station.roster.gone"))
