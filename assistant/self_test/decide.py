"""When the next self-test is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.supervision import SelfTestSettings


@dataclass(frozen=True)
class Past:
    """When the last one was begun, and when the last good one was; None: never."""

    begun_at: datetime | None = None
    good_at: datetime | None = None


def is_due(past: Past, now: datetime, settings: SelfTestSettings) -> bool:
    """A moment after `now` was written before the clock was set back, and says nothing."""
    good_at, begun_at = _believed(past.good_at, now), _believed(past.begun_at, now)
    if good_at is not None and now - good_at < timedelta(days=settings.every_days):
        return False
    return begun_at is None or now - begun_at >= timedelta(seconds=settings.again_after_s)


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment <= now else None
