"""Temperature Measurement, 2A1C (Health Thermometer Service 1.0; GATT Specification Supplement)."""

from __future__ import annotations

from messages.payloads import Metric
from wearable_bridge.ble.date_time import read_date_time
from wearable_bridge.ble.measurement import Doubt, Measurement, values
from wearable_bridge.ble.octets import Octets

_FAHRENHEIT, _STAMP, _TYPE = 0x01, 0x02, 0x04
_KNOWN = 0x07
_FINGER, _TOE = 4, 8  # Temperature Type, 2A1D: the skin there says little of the body
_DECIMALS = 2


def thermometer(value: bytes) -> Measurement:
    """Degrees Celsius, whatever the device shows."""
    octets = Octets(value)
    flags = octets.uint(1)
    degrees = octets.float32()
    stamp = read_date_time(octets) if flags & _STAMP else None
    site = octets.uint(1) if flags & _TYPE else None
    octets.end(flags, _KNOWN)
    if degrees is not None and flags & _FAHRENHEIT:
        degrees = round((degrees - 32) * 5 / 9, _DECIMALS)
    doubts = frozenset({Doubt.NOT_BODY_CORE}) if site in (_FINGER, _TOE) else frozenset[Doubt]()
    return Measurement(values((Metric.TEMPERATURE, degrees)), doubts=doubts, stamp=stamp)
