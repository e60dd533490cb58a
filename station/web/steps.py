"""What a worker can do with an alert, as buttons, on the live list and on its own page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from messages.payloads import AlertState
from station.accounts.account import Right
from station.errors import StationError
from station.lifecycle import ACCEPTED, Action, allowed
from station.views import AlertView
from station.web import wording
from station.web.closing import Ending, ask_cause, ask_reason
from station.web.desk import Desk
from station.web.parts import button
from station.web.visitor import Visitor, still

IN_ORDER = (Action.ACKNOWLEDGE, Action.SET_OUT, Action.TAKE_OVER, Action.RESOLVE, Action.REOPEN)


class Steps:
    """Draws the buttons for one visitor and carries out what he taps."""

    def __init__(self, desk: Desk, visitor: Visitor, page: ui.element, changed: Callable[[], Awaitable[None]]) -> None:
        self._desk = desk
        self._visitor = visitor
        self._page = page  # outlives what is drawn anew whenever an alert changes
        self._changed = changed

    def draw(self, alert: AlertView) -> None:
        """Builds the buttons here; none for who may only look."""
        if not self._visitor.account.may(Right.HANDLE):
            return
        with ui.element("div").classes("steps"):
            for number, action in enumerate(possible(alert.state, alert.accepted_by, self._visitor.account.name)):
                kind = f"{action} {'primary' if number == 0 else ''}"
                button(self._visitor.phrases(f"station.action.{action}"), partial(self._pressed, alert, action), kind)

    async def _pressed(self, alert: AlertView, action: Action) -> None:
        ending: Ending | None = Ending("")
        if action in {Action.RESOLVE, Action.REOPEN}:
            with self._page:
                ask = ask_cause if action is Action.RESOLVE else ask_reason
                ending = await ask(self._visitor.phrases)
        if ending is not None:
            await self._act(alert, action, ending)

    async def _act(self, alert: AlertView, action: Action, ending: Ending) -> None:
        """What he saw goes with it: nobody closes a cry unread, or takes over from whom he did not see."""
        phrases = self._visitor.phrases
        said, kind = phrases(f"station.done.{action}"), "positive"
        holder = alert.accepted_by if action is Action.TAKE_OVER else None
        facts = len(alert.facts) if action is Action.RESOLVE else None
        try:
            account = await still(self._desk, self._visitor, Right.HANDLE)
            act = partial(self._desk.alerts.act, holder=holder, facts=facts)
            await asyncio.to_thread(act, alert.id, action, account, ending.cause, ending.note)
        except StationError as error:
            said, kind = wording.refusal(error, phrases, action), "negative"
        with self._page:
            ui.notify(said, color=kind, position="top")
            await self._changed()


def possible(state: AlertState, holder: str, name: str) -> tuple[Action, ...]:
    """The steps that the worker of this name can take, the next one first; `holder` has the alert. Pure."""
    somebody_elses = state in ACCEPTED and holder != name
    hidden = Action.SET_OUT if somebody_elses else Action.TAKE_OVER
    return tuple(action for action in IN_ORDER if action is not hidden and allowed(state, action))
