"""On a resident's page: when the home was last heard, its last self-test, and the switch for when nobody is there."""

from __future__ import annotations

import asyncio

from nicegui import ui

from station.accounts.account import Right
from station.errors import StationError
from station.supervision.overview import HomeWatch
from station.web import wording
from station.web.desk import Desk
from station.web.parts import button, text
from station.web.rows import local
from station.web.visitor import Visitor, still


class WatchPanel:
    """One browser's panel."""

    def __init__(self, desk: Desk, visitor: Visitor) -> None:
        self._desk = desk
        self._visitor = visitor
        self._panel = ui.element("section").classes("panel watch")

    def draw(self, home: HomeWatch) -> None:
        """Anew after each step."""
        phrases = self._visitor.phrases
        self._panel.clear()
        with self._panel:
            for line in lines(home, self._desk, self._visitor):
                text(line, "state")
            if self._visitor.account.may(Right.HANDLE):
                key = "pause" if home.paused_at is None else "watch"

                async def switch() -> None:
                    await self._switch(home)

                button(phrases(f"station.supervision.{key}"), switch, f"switch {key}")

    async def _switch(self, home: HomeWatch) -> None:
        phrases, pauses = self._visitor.phrases, self._desk.pauses
        act = pauses.pause if home.paused_at is None else pauses.watch
        try:
            account = await still(self._desk, self._visitor, Right.HANDLE)
            await asyncio.to_thread(act, account, home.community, home.home)
            self.draw(await asyncio.to_thread(self._desk.overview.home, home.community, home.home))
        except StationError as error:
            ui.notify(wording.refusal(error, phrases), type="negative", position="top")
            return
        said = "now_paused" if home.paused_at is None else "now_watched"
        ui.notify(phrases(f"station.supervision.{said}"), type="positive", position="top")


def lines(home: HomeWatch, desk: Desk, visitor: Visitor) -> tuple[str, ...]:
    """How a home stands, in words."""
    phrases, zone, found = visitor.phrases, desk.timezone, []
    if home.paused_at is not None:
        found.append(phrases("station.supervision.away", when=local(home.paused_at, zone), by=home.paused_by))
    if home.heard_at is None:
        found.append(phrases("station.supervision.never_heard"))
    else:
        found.append(phrases("station.supervision.last_heard", when=local(home.heard_at, zone)))
    test = home.last_test
    if test is None:
        found.append(phrases("station.supervision.no_test"))
    elif test.round_trip_s is None:
        found.append(phrases("station.supervision.test_failed", when=local(test.at, zone)))
    else:
        seconds = f"{test.round_trip_s:.1f}"
        found.append(phrases("station.supervision.last_test", when=local(test.at, zone), seconds=seconds))
    return tuple(found)
