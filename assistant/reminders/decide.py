"""What to do about a dose now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.settings import ReminderSettings
from skills.ports import ReminderKind

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


@dataclass(frozen=True)
class Pace:
    """How often a reminder is said again, how many times, and until when a late one is still given."""

    repeat_every_s: float
    repeats: int
    late_limit: timedelta


class GiveUp:
    """It was said often enough: the dose is missed."""


class Wait:
    """Not yet."""


def pace_of(kind: ReminderKind, settings: ReminderSettings) -> Pace:
    """The pace that the settings give a kind of reminder."""
    late = settings.countdown_late_limit_s if kind is ReminderKind.COUNTDOWN else settings.ring_late_limit_s
    if kind is ReminderKind.MEDICINE:
        return Pace(settings.repeat_every_s, settings.repeats, timedelta(seconds=settings.late_limit_s))
    if kind is ReminderKind.TASK:
        return Pace(settings.task_every_s, settings.task_repeats, timedelta(seconds=late))
    return Pace(settings.ring_every_s, settings.ring_repeats, timedelta(seconds=late))


def decide(
    times_said: int, next_at: datetime, now: datetime, pace: Pace, room_percent: int = 100
) -> Say | GiveUp | Wait:
    """For a dose being reminded of: said once and `repeats` times more, each louder, then given up.

    `room_percent` is how much louder than usual it can get: the steps are smaller where they would not all fit.
    """
    if now < next_at:
        return Wait()
    if times_said > pace.repeats:
        return GiveUp()
    step = min(LOUDER_EACH_TIME_PERCENT, room_percent / max(1, pace.repeats))
    return Say(round(step * times_said), now + timedelta(seconds=pace.repeat_every_s))
