"""The administrator's page of the homes' devices: a one-time code for a new one, and an end to a lost one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from config.errors import ConfigError
from station.accounts.account import Right
from station.audit import Deed
from station.broker.devices import SLUG
from station.broker.tables import DeviceRow
from station.errors import DatabaseDownError, StationError
from station.web import wording
from station.web.desk import Desk
from station.web.parts import button, frame, text
from station.web.rows import local
from station.web.visitor import Visitor, admit, still


def add_homes_page(desk: Desk) -> None:
    """Mounts `/homes`."""

    @ui.page("/homes", title=desk.phrases[desk.language]("station.title.homes"))
    async def page(request: Request) -> Response | None:
        visitor = await admit(desk, request, Right.PEOPLE)
        if isinstance(visitor, Response):
            return visitor
        try:
            await asyncio.to_thread(desk.sightings.saw, visitor.account.name, Deed.SAW_HOMES)
            devices = await asyncio.to_thread(desk.devices.listed)
        except DatabaseDownError:
            return PlainTextResponse(visitor.phrases("station.refused.database"), 503)
        frame(visitor, "homes")
        with ui.element("div").classes("page"):
            shown = Homes(desk, visitor, ui.element("section").classes("panel devices"))
            shown.draw(devices)
            if desk.devices.ready:
                shown.draw_form()
            else:
                text(visitor.phrases("station.homes.no_broker"))
        return None


class Homes:
    """The list and the form of one browser."""

    def __init__(self, desk: Desk, visitor: Visitor, listed: ui.element) -> None:
        self._desk = desk
        self._visitor = visitor
        self._listed = listed

    def draw(self, devices: Sequence[DeviceRow]) -> None:
        """Every device that was ever enrolled; those in use with a button that ends them."""
        phrases = self._visitor.phrases
        self._listed.clear()
        with self._listed:
            for device in devices:
                with ui.element("div").classes("line"):
                    text(f"{device.home} · {device.name}", "what grow")
                    ended = device.revoked_at is not None
                    text(phrases("station.homes.ended" if ended else "station.homes.enrolled"))
                    text(local(device.revoked_at or device.enrolled_at, self._desk.timezone), "when")
                    if not ended:
                        button(phrases("station.homes.revoke"), partial(self._revoke, device), "revoke")
            if not devices:
                text(phrases("station.homes.none"))

    def draw_form(self) -> None:
        """The form for a code, which is shown once."""
        phrases = self._visitor.phrases
        with ui.element("section").classes("panel people-form"):
            home = ui.input(phrases("station.homes.home")).props("outlined maxlength=63").classes("code-home")
            address = ui.input(phrases("station.homes.address")).props("outlined maxlength=200")
            once = text("", "once")
            once.set_visibility(False)

            async def make() -> None:
                said = await self._make_code(str(home.value or "").strip(), str(address.value or "").strip())
                if said:
                    once.set_text(said)
                    once.set_visibility(True)

            button(phrases("station.homes.make_code"), make, "primary make-code")
            text(phrases("station.homes.hint"))

    async def _make_code(self, home: str, address: str) -> str:
        phrases = self._visitor.phrases
        if not SLUG.fullmatch(home):
            ui.notify(phrases("station.homes.bad_home"), type="negative", position="top")
            return ""
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            made = await asyncio.to_thread(self._desk.devices.make_code, home, account.name, address)
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return ""
        return phrases("station.homes.code", home=home, code=made.text)

    async def _revoke(self, device: DeviceRow) -> None:
        phrases = self._visitor.phrases
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            await asyncio.to_thread(self._desk.devices.revoke, device.home, account.name, device.name, device.community)
            self.draw(await asyncio.to_thread(self._desk.devices.listed))
        except ConfigError as error:
            ui.notify(str(error), type="negative", position="top")
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
        else:
            said = phrases("station.homes.revoked", home=device.home, device=device.name)
            ui.notify(said, type="positive", position="top")
