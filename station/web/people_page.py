"""The administrator's page: who may sign in, who is on duty, how each is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import events, ui

from station.accounts.account import Right
from station.accounts.people import PersonError, register
from station.audit import Deed
from station.errors import DatabaseDownError, StationError
from station.tables import Role, UserRow
from station.web import wording
from station.web.address_dialog import AddressDialog
from station.web.desk import Desk
from station.web.parts import button, frame, text
from station.web.visitor import Visitor, admit, still


def add_people_page(desk: Desk) -> None:
    """Mounts `/people`."""

    @ui.page("/people", title=desk.phrases[desk.language]("station.title.people"))
    async def page(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.PEOPLE)
        if isinstance(visitor, Response):
            return visitor
        try:
            await asyncio.to_thread(desk.sightings.saw, visitor.account.name, Deed.SAW_PEOPLE)
            people = await asyncio.to_thread(desk.accounts.people)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "people")
        with ui.element("div").classes("page"):
            listed = ui.element("section").classes("panel")
            once = text("", "once")
            once.set_visibility(False)
            shown = People(desk, visitor, listed, once)
            shown.draw(people)
            shown.draw_form()
        return None


class People:
    """The list and the form of one browser."""

    def __init__(self, desk: Desk, visitor: Visitor, listed: ui.element, once: ui.label) -> None:
        self._desk = desk
        self._visitor = visitor
        self._listed = listed
        self._once = once  # a password, shown once

    def draw(self, people: Sequence[UserRow]) -> None:
        """Every account, with a switch for duty."""
        phrases = self._visitor.phrases
        self._listed.clear()
        with self._listed:
            for user in people:
                with ui.element("div").classes("line"):
                    text(user.name, "what grow")
                    text(phrases(f"station.role.{user.role}"))
                    if user.id != self._visitor.account.id:
                        active = ui.switch(phrases("station.people.active"), value=user.active).classes("active")
                        active.on_value_change(partial(self._active, user))
                        button(phrases("station.people.reset"), partial(self._reset, user), "reset")
                    if user.role is not Role.FAMILY:
                        told = AddressDialog(self._desk, self._visitor, user)
                        button(phrases("station.people.address"), told.open, "strike notify")
                        switch = ui.switch(phrases("station.people.on_duty"), value=user.on_duty)
                        switch.on_value_change(partial(self._duty, user))

    def draw_form(self) -> None:
        """The form for a new account; its first password is shown once."""
        phrases = self._visitor.phrases
        roles = {role.value: phrases(f"station.role.{role}") for role in Role}
        with ui.element("section").classes("panel people-form"):
            name = ui.input(phrases("station.people.name")).props("outlined maxlength=80").classes("new-name")
            role = ui.select(roles, value=Role.WORKER.value, label=phrases("station.people.role")).props("outlined")
            address = ui.input(phrases("station.people.notify_url")).props("outlined maxlength=500")
            home = ui.input(phrases("station.people.home")).props("outlined maxlength=63")
            duty = ui.switch(phrases("station.people.on_duty"))

            async def add() -> None:
                said = await self._add(name.value, role.value, duty.value, address.value, home.value)
                if said:
                    self._once.set_text(said)
                    self._once.set_visibility(True)
                    name.set_value("")

            button(phrases("station.action.add"), add, "primary add")

    async def _add(self, name: str, role: str, on_duty: bool, address: str, home: str) -> str:
        phrases = self._visitor.phrases
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            password = await asyncio.to_thread(
                register,
                self._desk.accounts,
                name.strip(),
                Role(role),
                on_duty,
                address.strip(),
                home.strip(),
                account.name,
            )
            people = await asyncio.to_thread(self._desk.accounts.people)
        except PersonError as error:
            ui.notify(phrases(f"station.people.{error.reason}"), type="negative", position="top")
            return ""
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return ""
        self.draw(people)
        return phrases("station.people.added", name=name.strip(), password=password)

    async def _duty(self, user: UserRow, change: events.ValueChangeEventArguments[bool]) -> None:
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            await asyncio.to_thread(self._desk.accounts.set_on_duty, user.id, bool(change.value), account.name)
        except StationError as error:
            ui.notify(wording.refusal(error, self._visitor.phrases), type="negative", position="top")

    async def _active(self, user: UserRow, change: events.ValueChangeEventArguments[bool]) -> None:
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            await asyncio.to_thread(self._desk.accounts.set_active, user.id, bool(change.value), account)
        except StationError as error:
            ui.notify(wording.refusal(error, self._visitor.phrases), type="negative", position="top")

    async def _reset(self, user: UserRow) -> None:
        phrases = self._visitor.phrases
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            password = await asyncio.to_thread(self._desk.accounts.reset_password, user.id, account.name)
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return
        self._once.set_text(phrases("station.people.was_reset", name=user.name, password=password))
        self._once.set_visibility(True)
