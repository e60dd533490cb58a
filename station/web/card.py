"""One alert on the live list: who, where, what, whom to ring, and what to do."""

from __future__ import annotations

from nicegui import ui

from messages.payloads import AlertState
from station.lifecycle import Action
from station.views import AlertView
from station.web import wording
from station.web.parts import link, text
from station.web.steps import Steps
from station.web.visitor import Visitor

NEWEST_FACTS = 5


class Card:
    """Draws alerts for one visitor."""

    def __init__(self, visitor: Visitor, steps: Steps) -> None:
        self._visitor = visitor
        self._steps = steps

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
                self._latest(alert)
                self._steps.draw(alert)
                self._numbers(alert)
                self._told(alert)
                link(phrases("station.card.story"), f"/alerts/{alert.id}", "more")
                if alert.resident is not None:
                    link(phrases("station.card.more"), f"/residents/{alert.home}/{alert.resident}", "more")
        return age

    def _facts(self, alert: AlertView) -> None:
        with ui.element("div").classes("facts"):
            first, newest = alert.facts[:1], alert.facts[1:][-NEWEST_FACTS:]
            between = len(alert.facts) - len(first) - len(newest)
            for fact in (*first, *newest):
                for line in wording.facts(fact, self._visitor.phrases):
                    text(line, "fact")
                if fact is alert.facts[0] and between:
                    text(self._visitor.phrases("station.card.between", count=between))

    def _latest(self, alert: AlertView) -> None:
        """What happened last, where the state does not say it already."""
        if alert.latest is not None and alert.latest.action not in {Action.RECEIVE, Action.ACKNOWLEDGE, Action.SET_OUT}:
            phrases = self._visitor.phrases
            text(phrases("station.card.latest", text=wording.step(alert.latest, phrases)), "latest")

    def _told(self, alert: AlertView) -> None:
        phrases = self._visitor.phrases
        with ui.element("div").classes("told"):
            text(wording.told(alert.told, phrases))
            for line in wording.untold(alert.told, phrases):
                text(line, "untold")

    def _numbers(self, alert: AlertView) -> None:
        phrases = self._visitor.phrases
        numbers = wording.numbers(alert.who, phrases)
        with ui.element("div").classes("numbers"):
            for name, phone in numbers:
                link(phrases("station.card.ring", who=name, phone=phone), f"tel:{phone}", "button ring")
            if not numbers:
                text(phrases("station.card.no_number"))
