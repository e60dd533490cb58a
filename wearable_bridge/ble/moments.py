"""When a value was measured, by a device's clock that may be years off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from wearable_bridge.ble.date_time import read_date_time
from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Measurement
from wearable_bridge.ble.octets import Octets
from wearable_bridge.clocks import is_far_off

LIVE_WITHIN = timedelta(minutes=2)
TOGETHER_S = 10.0  # what a device has kept it sends at once, one after the other


@dataclass(frozen=True)
class Moment:
    """Aware, UTC. `backfill`: measured earlier and sent now. `clock_trusted`: its clock was not found wrong."""

    at: datetime
    backfill: bool = False
    clock_trusted: bool = True


class Pauses:
    """Whether a value came by itself: not with the connection, and not right after another. Seconds of one clock."""

    def __init__(self, began_s: float) -> None:
        self._last_s = began_s

    def is_alone(self, now_s: float) -> bool:
        """To be asked once for each value."""
        pause_s, self._last_s = now_s - self._last_s, now_s
        return pause_s >= TOGETHER_S


def moment_of(
    measurement: Measurement,
    now: datetime,
    zone: ZoneInfo,
    now_is_trusted: bool = True,
    behind: timedelta | None = None,
    alone: bool = False,
) -> Moment:
    """Without a stamp, or without a clock here to hold it against: now.

    A stamp of this moment, or a little ahead, is right. Else what the device's clock is `behind` (None: unknown) is
    added; and where nobody knows that, a value that came `alone` is of this moment whatever its stamp says, unless the
    device says that it kept it. Raises WrongAnswerError for a stamp further ahead, or older than any device keeps
    values: nobody knows then when it was measured.
    """
    if measurement.stamp is None or not now_is_trusted:
        return Moment(now, measurement.stored)
    at = _in_utc(measurement.stamp, zone)
    if at is not None and abs(now - at) <= LIVE_WITHIN:
        return Moment(min(at, now), measurement.stored)
    off = behind is not None and abs(behind) > LIVE_WITHIN
    if at is not None and behind is not None and off:
        at = _later(at, behind)
    elif alone and not measurement.stored:
        return Moment(now, clock_trusted=False)
    if at is None or is_far_off(at, now):
        raise WrongAnswerError(Wrong.CLOCK, "stamped by a clock that is far off")
    return Moment(min(at, now), measurement.stored or now - at > LIVE_WITHIN, clock_trusted=not off)


def how_far_behind(value: bytes, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """How much a device's clock (Date Time or Current Time) is behind; negative: ahead. None where it tells no time."""
    try:
        local = read_date_time(Octets(value))
    except WrongAnswerError:
        return None
    at = None if local is None else _in_utc(local, zone)
    return None if at is None else now - at


def _in_utc(stamp: datetime, zone: ZoneInfo) -> datetime | None:
    """None where the stamp in that zone lies outside the calendar."""
    try:
        return stamp.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def _later(at: datetime, by: timedelta) -> datetime | None:
    try:
        return at + by
    except OverflowError:
        return None
