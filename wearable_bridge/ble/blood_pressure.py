"""Blood Pressure Measurement, 2A35, and Intermediate Cuff Pressure, 2A36 (Blood Pressure Service 1.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from messages.payloads import Metric
from wearable_bridge.ble.date_time import read_date_time
from wearable_bridge.ble.measurement import Doubt, Measurement, values
from wearable_bridge.ble.octets import Octets

_KILOPASCAL, _STAMP, _PULSE, _USER, _STATUS = 0x01, 0x02, 0x04, 0x08, 0x10
_KNOWN = 0x1F
_IRREGULAR_PULSE = 0x04
_DOUBTS = {0x01: Doubt.MOVED, 0x02: Doubt.LOOSE_CUFF, 0x20: Doubt.WRONG_POSITION}
_UNKNOWN_USER = 255
MMHG_PER_KPA = 7.50062
_DECIMALS = 1


@dataclass(frozen=True)
class _Fields:
    """Both characteristics have these. Pressures in mmHg."""

    pressures: tuple[float | None, float | None]
    stamp: datetime | None
    pulse: float | None
    user: int | None
    status: int


def blood_pressure(value: bytes) -> Measurement:
    """Systolic and diastolic in mmHg, and the pulse. The mean pressure is left out: nothing here uses it."""
    fields = _fields(value)
    systolic, diastolic = fields.pressures
    return Measurement(
        values((Metric.SYSTOLIC, systolic), (Metric.DIASTOLIC, diastolic), (Metric.HEART_RATE, fields.pulse)),
        doubts=frozenset(doubt for bit, doubt in _DOUBTS.items() if fields.status & bit),
        stamp=fields.stamp,
        user=None if fields.user == _UNKNOWN_USER else fields.user,
        irregular_pulse=bool(fields.status & _IRREGULAR_PULSE),
    )


def cuff_pressure(value: bytes) -> Measurement:
    """While the cuff is being filled: no reading of anybody."""
    fields = _fields(value)
    return Measurement(cuff_mmhg=fields.pressures[0])


def _fields(value: bytes) -> _Fields:
    octets = Octets(value)
    flags = octets.uint(1)
    systolic, diastolic, _mean = (_in_mmhg(octets.sfloat(), flags) for _ in range(3))
    fields = _Fields(
        pressures=(systolic, diastolic),
        stamp=read_date_time(octets) if flags & _STAMP else None,
        pulse=octets.sfloat() if flags & _PULSE else None,
        user=octets.uint(1) if flags & _USER else None,
        status=octets.uint(2) if flags & _STATUS else 0,
    )
    octets.end(flags, _KNOWN)
    return fields


def _in_mmhg(pressure: float | None, flags: int) -> float | None:
    if pressure is None or not flags & _KILOPASCAL:
        return pressure
    return round(pressure * MMHG_PER_KPA, _DECIMALS)
