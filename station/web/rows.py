"""Lines of lists: past alerts, events."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from nicegui import ui

from config.phrases import Phrases
from messages.payloads import EventKind
from station.views import AlertView, EventView
from station.web import wording
from station.web.checks import check_in_words
from station.web.parts import link, text


def local(moment: datetime, timezone: ZoneInfo, seconds: bool = False) -> str:
    """Month, day and minute, as people at the station read a clock; seconds where order matters."""
    return moment.astimezone(timezone).strftime("%m-%d %H:%M:%S" if seconds else "%m-%d %H:%M")


def alert_row(alert: AlertView, phrases: Phrases, timezone: ZoneInfo) -> None:
    """One past or present alert."""
    with ui.element("div").classes(f"line {alert.urgency}"):
        text(local(alert.received_at, timezone), "when")
        link(phrases(f"station.kind.{alert.kind}"), f"/alerts/{alert.id}", "what")
        name = wording.who(alert.who, phrases)
        if alert.resident is None:
            text(name, "grow")
        else:
            link(name, f"/residents/{alert.home}/{alert.resident}", "grow")
        closed = alert.resolved_at is not None
        parts = [wording.state(alert, phrases), *((alert.accepted_by, alert.cause) if closed else ())]
        text(" · ".join(part for part in parts if part))


def event_row(event: EventView, phrases: Phrases, timezone: ZoneInfo) -> None:
    """One event of a home."""
    with ui.element("div").classes("line"):
        text(local(event.at, timezone), "when")
        text(phrases(f"station.event.{event.kind}"), "what")
        is_check = event.kind is EventKind.GUIDED_CHECK
        text(check_in_words(event, phrases) if is_check else " · ".join(event.detail.values()), "grow")
