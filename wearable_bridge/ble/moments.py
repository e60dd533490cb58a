"""When a value was measured, by a device's clock that may be years off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Measurement
from wearable_bridge.clocks import is_far_off

LIVE_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Moment:
    """Aware, UTC. `backfill`: measured earlier and sent now."""

    at: datetime
    backfill: bool = False


def moment_of(measurement: Measurement, now: datetime, zone: ZoneInfo, now_is_trusted: bool = True) -> Moment:
    """Without a stamp, or without a clock here to hold it against: now.

    A stamp a little ahead is taken as now. Raises WrongAnswerError for one further ahead, or older than any device
    keeps values: nobody knows then when it was measured.
    """
    if measurement.stamp is None or not now_is_trusted:
        return Moment(now, measurement.stored)
    at = _in_utc(measurement.stamp, zone)
    if at is None or is_far_off(at, now):
        raise WrongAnswerError(Wrong.CLOCK, "stamped by a clock that is far off")
    return Moment(min(at, now), measurement.stored or now - at > LIVE_WITHIN)


def _in_utc(stamp: datetime, zone: ZoneInfo) -> datetime | None:
    """None where the stamp in that zone lies outside the calendar."""
    try:
        return stamp.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None
