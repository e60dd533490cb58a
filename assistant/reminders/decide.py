"""What to do about a dose now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.settings import ReminderSettings

LOUDER_EACH_TIME_PERCENT = 10


class DoseState(StrEnum):
    """Where a dose stands."""

    WAITING = "waiting"
    REMINDING = "reminding"
    TAKEN = "taken"
    MISSED = "missed"


@dataclass(frozen=True)
class Say:
    """Remind her now, this much louder than usual, and look again at `next_at`."""

    extra_volume: int
    next_at: datetime


class GiveUp:
    """It was said often enough: the dose is missed."""


class Wait:
    """Not yet."""


def decide(
    times_said: int, next_at: datetime, now: datetime, settings: ReminderSettings, room_percent: int = 100
) -> Say | GiveUp | Wait:
    """For a dose being reminded of: said once and `repeats` times more, each louder, then given up.

    `room_percent` is how much louder than usual it can get: the steps are smaller where they would not all fit.
    """
    if now < next_at:
        return Wait()
    if times_said > settings.repeats:
        return GiveUp()
    step = min(LOUDER_EACH_TIME_PERCENT, room_percent / max(1, settings.repeats))
    return Say(round(step * times_said), now + timedelta(seconds=settings.repeat_every_s))
