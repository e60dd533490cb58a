"""What is said about an alert, and which of it is made in advance. Pure."""

from __future__ import annotations

from assistant.help_line.book import RAISED, OpenAlert
from assistant.second_path.decide import OF_A_BRIDGE
from config.phrases import Phrases
from hardware.ports import LightState
from messages.payloads import AlertKind, AlertState, AlertStateChange

SECTION = "assistant.help"


def fixed_lines(phrases: Phrases) -> dict[str, str]:
    """The safety lines, by key: synthesized in advance, so that none can be silent."""
    return phrases.under(f"{SECTION}.fixed")


def line_of(kind: AlertKind) -> str:
    """The key of the line for an alert that somebody or something else in this home has raised."""
    if kind is AlertKind.HAZARD:
        return "hazard"
    return "band" if kind in OF_A_BRIDGE else "calling"


def line_for(change: AlertStateChange, phrases: Phrases) -> tuple[str, str] | None:
    """(key, text) of what the resident hears when her alert changes; None when there is nothing to say."""
    match change.state:
        case AlertState.RECEIVED:
            return "received", phrases(f"{SECTION}.fixed.received")
        case AlertState.ACKNOWLEDGED if change.by:
            return "", phrases(f"{SECTION}.acknowledged", who=change.by)
        case AlertState.ACKNOWLEDGED:
            return "acknowledged", phrases(f"{SECTION}.fixed.acknowledged")
        case AlertState.ON_THE_WAY if change.by:
            return "", phrases(f"{SECTION}.on_the_way", who=change.by)
        case AlertState.ON_THE_WAY:
            return "on_the_way", phrases(f"{SECTION}.fixed.on_the_way")
        case AlertState.RESOLVED:
            return "resolved", phrases(f"{SECTION}.fixed.resolved")
        case _:
            return None


def light_for(alert: OpenAlert | None) -> LightState | None:
    """The light of an open alert; None: no alert is open."""
    if alert is None:
        return None
    if alert.state in {AlertState.ACKNOWLEDGED.value, AlertState.ON_THE_WAY.value}:
        return LightState.ALERT_ACCEPTED
    return LightState.ALERT_SENT if alert.state == RAISED and not alert.told else LightState.ALERT_TOLD
