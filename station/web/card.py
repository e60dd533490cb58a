"""One alert on the live list: who, where, what, whom to ring, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from messages.payloads import AlertState
from station.accounts.account import Right
from station.errors import StationError
from station.lifecycle import Action, allowed
from station.views import AlertView
from station.web import wording
from station.web.closing import ask_cause
from station.web.desk import Desk
from station.web.parts import button, link, text
from station.web.visitor import Visitor, still

STEPS = (Action.ACKNOWLEDGE, Action.SET_OUT, Action.RESOLVE)


class Card:
    """Draws alerts for one visitor and carries out what he taps."""

    def __init__(self, desk: Desk, visitor: Visitor, page: ui.element, changed: Callable[[], Awaitable[None]]) -> None:
        self._desk = desk
        self._visitor = visitor
        self._page = page  # outlives the card, which is drawn anew whenever an alert changes
        self._changed = changed

    def draw(self, alert: AlertView) -> ui.label:
        """Builds the card here; returns the label of its age."""
        phrases = self._visitor.phrases
        with ui.element("article").classes(f"card {alert.urgency} {alert.state}").props(f'data-alert="{alert.id}"'):
            with ui.element("div").classes("band"):
                text(phrases(f"station.urgency.{alert.urgency}"), "urgency")
                text(phrases(f"station.kind.{alert.kind}"), "kind")
                age = text("", "age")
            with ui.element("div").classes("body"):
                text(wording.who(alert.who, phrases), "who")
                text(wording.where(alert.who, phrases), "where")
                self._facts(alert)
                text(wording.state(alert, phrases), "state")
                if alert.cancelled_at is not None and alert.state is not AlertState.CANCELLED:
                    text(phrases("station.card.said_well"), "state")
                self._steps(alert)
                self._numbers(alert)
                if alert.resident is not None:
                    link(phrases("station.card.more"), f"/residents/{alert.home}/{alert.resident}", "more")
        return age

    def _facts(self, alert: AlertView) -> None:
        with ui.element("div").classes("facts"):
            for fact in alert.facts:
                for line in wording.facts(fact, self._visitor.phrases):
                    text(line, "fact")

    def _steps(self, alert: AlertView) -> None:
        if not self._visitor.account.may(Right.HANDLE):
            return
        with ui.element("div").classes("steps"):
            for number, action in enumerate(step for step in STEPS if allowed(alert.state, step)):
                pressed = partial(self._close if action is Action.RESOLVE else self._act, alert, action)
                kind = f"{action} {'primary' if number == 0 else ''}"
                button(self._visitor.phrases(f"station.action.{action}"), pressed, kind)

    def _numbers(self, alert: AlertView) -> None:
        phrases = self._visitor.phrases
        numbers = wording.numbers(alert.who, phrases)
        with ui.element("div").classes("numbers"):
            for name, phone in numbers:
                link(phrases("station.card.ring", who=name, phone=phone), f"tel:{phone}", "button ring")
            if not numbers:
                text(phrases("station.card.no_number"))

    async def _close(self, alert: AlertView, action: Action) -> None:
        with self._page:
            cause = await ask_cause(self._visitor.phrases)
        if cause:
            await self._act(alert, action, cause)

    async def _act(self, alert: AlertView, action: Action, cause: str = "") -> None:
        phrases = self._visitor.phrases
        said, kind = phrases(f"station.done.{action}"), "positive"
        try:
            account = await still(self._desk, self._visitor, Right.HANDLE)
            await asyncio.to_thread(self._desk.alerts.act, alert.id, action, account, cause)
        except StationError as error:
            said, kind = wording.refusal(error, phrases, action), "negative"
        with self._page:
            ui.notify(said, color=kind, position="top")
            await self._changed()
