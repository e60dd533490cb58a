"""When a value was measured, by a device's clock that may be years off. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Measurement

LIVE_WITHIN = timedelta(minutes=2)
AHEAD_AT_MOST = timedelta(minutes=10)
KEPT_AT_MOST = timedelta(days=30)  # a cuff keeps some weeks of measurements


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
    age = _age(measurement.stamp, now, zone)
    if age is None or not -AHEAD_AT_MOST <= age <= KEPT_AT_MOST:
        raise WrongAnswerError(Wrong.CLOCK, "stamped by a clock that is far off")
    at = min(now, now - age)
    return Moment(at, measurement.stored or age > LIVE_WITHIN)


def _age(stamp: datetime, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """None where the stamp in that zone lies outside the calendar."""
    try:
        return now - stamp.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None
