"""The speaker's clock."""

from __future__ import annotations

from config.settings import Settings
from messages.clock import Clock, clock_for
from messages.floored_clock import FlooredClock


def speaker_clock(settings: Settings) -> Clock:
    """The machine's clock with the last known time as its floor; a shifted one, of demonstrations, has none."""
    if settings.clock.offset_s:
        return clock_for(settings.clock.offset_s)
    return FlooredClock(settings.data_dir / "home" / "last-known-time", settings.clock.trust == "network")
