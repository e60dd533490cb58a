"""The Date Time field (GATT Specification Supplement, 3.70): a device's local time."""

from __future__ import annotations

from datetime import datetime

from wearable_bridge.ble.octets import Octets

DATE_TIME_OCTETS = 7
_ADJUSTED_BY_HAND = 1


def read_date_time(octets: Octets) -> datetime | None:
    """Naive local time. None when it is not known, or none that a calendar has."""
    year, month, day = octets.uint(2), octets.uint(1), octets.uint(1)
    hour, minute, second = octets.uint(1), octets.uint(1), octets.uint(1)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
    except ValueError:
        return None


def date_time(local: datetime) -> bytes:
    """As a Date Time characteristic (2A08) is written."""
    return local.year.to_bytes(2, "little") + bytes((local.month, local.day, local.hour, local.minute, local.second))


def current_time(local: datetime) -> bytes:
    """As a Current Time characteristic (2A2B) is written: with the day of the week, 1/256 s, and why it was set."""
    fraction = local.microsecond * 256 // 1_000_000
    return date_time(local) + bytes((local.isoweekday(), fraction, _ADJUSTED_BY_HAND))
