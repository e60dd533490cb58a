"""PLX Spot-Check Measurement, 2A5E, and PLX Continuous Measurement, 2A5F (Pulse Oximeter Service 1.0.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from messages.payloads import Metric
from wearable_bridge.ble.date_time import read_date_time
from wearable_bridge.ble.measurement import Doubt, Measurement, values
from wearable_bridge.ble.octets import Octets

_STAMP, _SPOT_STATUS, _SPOT_SENSOR, _SPOT_AMPLITUDE, _CLOCK_NOT_SET = 0x01, 0x02, 0x04, 0x08, 0x10
_FAST, _SLOW, _STATUS, _SENSOR, _AMPLITUDE = 0x01, 0x02, 0x04, 0x08, 0x10
_KNOWN = 0x1F
_PAIR_OCTETS = 4

# Measurement Status, by bit.
_STORED = 1 << 9
_NOBODY_S = 1 << 10 | 1 << 11  # for demonstration, for testing
_NOTHING = 1 << 13 | 1 << 15  # unavailable, invalid
_MEASURE_DOUBTS = {1 << 6: Doubt.EARLY_ESTIMATE, 1 << 12: Doubt.CALIBRATING, 1 << 14: Doubt.QUESTIONABLE}

# Device and Sensor Status, by bit.
_OFF_THE_FINGER = 1 << 11 | 1 << 15  # unconnected to the user, disconnected
_BROKEN = 1 << 1 | 1 << 14  # equipment, sensor malfunction
_DISPLACED = 1 << 13
_QUESTIONABLE_PULSE = 1 << 8 | 1 << 12  # and an unknown sensor
_POOR = 0b111111 << 2  # irregular, inadequate, poor, low perfusion, erratic, without pulse


def spot_check(value: bytes) -> Measurement:
    """Oxygen in percent and pulse, measured once."""
    octets = Octets(value)
    flags = octets.uint(1)
    oxygen, pulse = octets.sfloat(), octets.sfloat()
    stamp = read_date_time(octets) if flags & _STAMP else None
    status = octets.uint(2) if flags & _SPOT_STATUS else 0
    sensor = octets.uint(3) if flags & _SPOT_SENSOR else None
    if flags & _SPOT_AMPLITUDE:
        octets.sfloat()
    octets.end(flags, _KNOWN)
    return _measurement(oxygen, pulse, status, sensor, None if flags & _CLOCK_NOT_SET else stamp)


def continuous(value: bytes) -> Measurement:
    """Oxygen in percent and pulse, about once a second. The fast and the slow average are passed over."""
    octets = Octets(value)
    flags = octets.uint(1)
    oxygen, pulse = octets.sfloat(), octets.sfloat()
    for average in (_FAST, _SLOW):
        if flags & average:
            octets.take(_PAIR_OCTETS)
    status = octets.uint(2) if flags & _STATUS else 0
    sensor = octets.uint(3) if flags & _SENSOR else None
    if flags & _AMPLITUDE:
        octets.sfloat()
    octets.end(flags, _KNOWN)
    return _measurement(oxygen, pulse, status, sensor, None)


def _measurement(
    oxygen: float | None, pulse: float | None, status: int, sensor: int | None, stamp: datetime | None
) -> Measurement:
    contact = None if sensor is None else not sensor & _OFF_THE_FINGER
    useless = status & (_NOBODY_S | _NOTHING) or (sensor or 0) & _BROKEN or contact is False
    return Measurement(
        () if useless else values((Metric.SPO2, oxygen), (Metric.HEART_RATE, pulse)),
        contact=contact,
        doubts=frozenset(_doubts(status, sensor or 0)),
        stamp=stamp,
        stored=bool(status & _STORED),
    )


def _doubts(status: int, sensor: int) -> Iterator[Doubt]:
    yield from (doubt for bit, doubt in _MEASURE_DOUBTS.items() if status & bit)
    if sensor & _POOR:
        yield Doubt.POOR_SIGNAL
    if sensor & (_QUESTIONABLE_PULSE | _DISPLACED):
        yield Doubt.QUESTIONABLE
    if sensor & _OFF_THE_FINGER:
        yield Doubt.NO_CONTACT
