"""Which moments of a device's clock are believed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

AHEAD_AT_MOST = timedelta(minutes=10)
KEPT_AT_MOST = timedelta(days=30)  # a cuff keeps some weeks of measurements


def is_far_off(at: datetime, now: datetime) -> bool:
    """True for what lies further ahead, or longer ago, than any device has a reason to say. Both aware."""
    return not now - KEPT_AT_MOST <= at <= now + AHEAD_AT_MOST
