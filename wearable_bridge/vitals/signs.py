"""When a band watches over nobody, and when a home gives no sign of life. Pure: what was seen, and now."""

from __future__ import annotations

import statistics
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat

from messages.payloads import Urgency
from messages.thresholds import Thresholds
from wearable_bridge.vitals.conditions import Condition, FindingKind, is_night

PAUSES_KEPT = 9
PAUSES_NEEDED = 5
OFTEN = 4  # a band whose usual pause is a fourth of the limit or less is missed; a cuff used twice a day is not
GIVEN_UP_AFTER_S = 3 * 86400.0  # a band that lies in a drawer is no news any more
SENSOR_IS_THERE_FOR_S = 7 * 86400.0
INTERRUPTED_BY_S = 900.0  # a bridge that was down for longer has not watched


class BandSeen(BaseModel):
    """What a device has told of itself. `pauses_s`: between its last readings."""

    model_config = ConfigDict(extra="ignore")

    heard_at: AwareDatetime | None = None
    pauses_s: Annotated[list[FiniteFloat], Field(max_length=PAUSES_KEPT)] = Field(default_factory=list)
    off_since: AwareDatetime | None = None
    battery_percent: int | None = None

    def heard(self, at: datetime) -> None:
        """A reading or a word of its own; what comes late changes nothing."""
        if self.heard_at is not None and at <= self.heard_at:
            return
        if self.heard_at is not None:
            self.pauses_s = [*self.pauses_s, (at - self.heard_at).total_seconds()][-PAUSES_KEPT:]
        self.heard_at = at


class HomeSeen(BaseModel):
    """What the sensors of the home have told. `watched_at`: the bridge was running then."""

    model_config = ConfigDict(extra="ignore")

    watching_since: AwareDatetime | None = None
    watched_at: AwareDatetime | None = None
    sign_at: AwareDatetime | None = None  # of any kind: motion, a door, water, steps
    motion_at: AwareDatetime | None = None  # by a sensor of the home
    water_at: AwareDatetime | None = None
    water_meter: FiniteFloat | None = None

    def watch(self, now: datetime) -> None:
        """The bridge runs. Interrupted, or with the clock set back, it watches from now on."""
        gap_s = 0.0 if self.watched_at is None else (now - self.watched_at).total_seconds()
        if self.watching_since is None or not 0 <= gap_s <= INTERRUPTED_BY_S:
            self.watching_since = now
        self.watched_at = now


def band_conditions(seen: BandSeen, since: datetime, now: datetime, limits: Thresholds) -> list[Condition]:
    """What is wrong with one band. `since`: the bridge has listened from then on."""
    found = []
    if seen.battery_percent is not None and seen.battery_percent <= limits.battery_low_percent:
        found.append(_about(FindingKind.BATTERY_LOW, 0.0, float(seen.battery_percent)))
    if seen.off_since is not None:
        off_s = (now - seen.off_since).total_seconds()
        if limits.band_off_after_h * 3600 <= off_s <= GIVEN_UP_AFTER_S:
            found.append(_about(FindingKind.BAND_OFF, off_s))
    elif seen.heard_at is not None and len(seen.pauses_s) >= PAUSES_NEEDED:
        limit_s = limits.band_silent_after_h * 3600
        silent_s = (now - max(seen.heard_at, since)).total_seconds()
        if statistics.median(seen.pauses_s) <= limit_s / OFTEN and limit_s <= silent_s <= GIVEN_UP_AFTER_S:
            found.append(_about(FindingKind.BAND_SILENT, silent_s))
    return found


def home_conditions(seen: HomeSeen, now: datetime, limits: Thresholds) -> list[Condition]:
    """Whether the home gives no sign of life. `now` is local. Only of a home whose sensors have told of some before."""
    if is_night(now.hour, limits.night_from, limits.night_until) or seen.watching_since is None:
        return []
    found = []
    morning = now.replace(hour=limits.night_until, minute=0, second=0, microsecond=0)
    watched = seen.watching_since <= morning
    unmoved = seen.sign_at is None or seen.sign_at < morning
    if watched and unmoved and now.hour >= limits.moved_by and _is_there(seen.motion_at, now):
        found.append(_about(FindingKind.NO_MOTION, (now - morning).total_seconds()))
    if seen.water_at is not None and _is_there(seen.water_at, now):
        unused_s = waking_s(max(seen.water_at, seen.watching_since), now, limits)
        if unused_s >= limits.water_unused_after_h * 3600:
            found.append(_about(FindingKind.WATER_UNUSED, unused_s))
    return found


def waking_s(since: datetime, now: datetime, limits: Thresholds) -> float:
    """How much of that time, a week at most, was no night in the zone of `now`."""
    moment = max(since.astimezone(now.tzinfo), now - timedelta(seconds=SENSOR_IS_THERE_FOR_S))
    awake_s = 0.0
    while moment < now:
        hour_ends = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        until = min(hour_ends, now)
        if not is_night(moment.hour, limits.night_from, limits.night_until):
            awake_s += (until - moment).total_seconds()
        moment = until
    return awake_s


def _is_there(last: datetime | None, now: datetime) -> bool:
    """Whether a sensor of that kind works here, as far as one knows."""
    return last is not None and (now - last).total_seconds() <= SENSOR_IS_THERE_FOR_S


def _about(kind: FindingKind, lasted_s: float, value: float | None = None) -> Condition:
    """Wants attention: the speaker asks, and a silence makes it urgent."""
    return Condition(kind, None, value, Urgency.ATTENTION, lasted_s)
