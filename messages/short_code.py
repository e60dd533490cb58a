"""The short code of an alert: what a person reads in a text message and finds the alert by at the station."""

from __future__ import annotations

from uuid import UUID

DIGITS = 6


def short_code(alert: UUID) -> str:
    """Six digits that both sides compute from the alert's id. Among the alerts of a few days it is nearly unique."""
    return f"{alert.int % 10**DIGITS:0{DIGITS}d}"
