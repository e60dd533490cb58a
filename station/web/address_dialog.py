"""Sets where an account is told, and tries it."""

from __future__ import annotations

import asyncio
from functools import partial

from nicegui import ui

from station.accounts.account import Right
from station.accounts.people import PersonError
from station.errors import NotifyError, StationError
from station.tables import UserRow
from station.web import wording
from station.web.desk import Desk
from station.web.parts import button, text
from station.web.visitor import Visitor, still

LONGEST_ADDRESS = 500


class AddressDialog:
    """One visitor's dialog about one account."""

    def __init__(self, desk: Desk, visitor: Visitor, user: UserRow) -> None:
        self._desk = desk
        self._visitor = visitor
        self._user = user
        self._phrases = visitor.phrases

    async def open(self) -> None:
        """Returns when it is closed."""
        with ui.dialog() as dialog, ui.element("div").classes("closing address"):
            text(f"{self._user.name} · {self._phrases('station.people.address')}", "big")
            kind = text("", "kind")
            field = ui.input(self._phrases("station.people.notify_url")).props(f"outlined maxlength={LONGEST_ADDRESS}")
            with ui.element("div").classes("steps"):
                button(self._phrases("station.action.save"), partial(self._save, field, kind), "primary save")
                button(self._phrases("station.people.test"), self._test, "test")
                button(self._phrases("station.action.back"), dialog.close, "back")
        await self._show(kind)
        await dialog
        if not dialog.is_deleted:  # the browser may have gone meanwhile
            dialog.delete()

    async def _show(self, kind: ui.label) -> None:
        way = await asyncio.to_thread(self._desk.addresses.kind, self._user.id)
        key = "station.people.told_by" if way else "station.people.told_not"
        kind.set_text(self._phrases(key, way=way))

    async def _save(self, field: ui.input, kind: ui.label) -> None:
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            address = str(field.value or "").strip()
            await asyncio.to_thread(self._desk.addresses.set, self._user.id, address, account.name)
            await self._show(kind)
        except PersonError as error:
            _say(self._phrases(f"station.people.{error.reason}"), "negative")
        except StationError as error:
            _say(wording.refusal(error, self._phrases), "negative")
        else:
            field.set_value("")
            _say(self._phrases("station.people.saved"), "positive")

    async def _test(self) -> None:
        try:
            account = await still(self._desk, self._visitor, Right.PEOPLE)
            await asyncio.to_thread(self._desk.addresses.test, self._user.id, account.name)
        except NotifyError as error:
            _say(self._phrases(f"station.not_sent.{error.failure}"), "negative")
        except StationError as error:
            _say(wording.refusal(error, self._phrases), "negative")
        else:
            _say(self._phrases("station.people.tested"), "positive")


def _say(words: str, color: str) -> None:
    ui.notify(words, color=color, position="top")
