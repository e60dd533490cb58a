"""Heart Rate Measurement, 2A37 (Heart Rate Service 1.0; GATT Specification Supplement)."""

from __future__ import annotations

from messages.payloads import Metric
from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Doubt, Measurement, values
from wearable_bridge.ble.octets import Octets

_WIDE, _CONTACT_DETECTED, _CONTACT_SUPPORTED, _ENERGY, _INTERVALS = 0x01, 0x02, 0x04, 0x08, 0x10
_KNOWN = 0x1F
_INTERVALS_PER_S = 1024


def heart_rate(value: bytes) -> Measurement:
    """Beats per minute, skin contact where the sensor knows it, and the intervals between beats."""
    octets = Octets(value)
    flags = octets.uint(1)
    bpm = octets.uint(2 if flags & _WIDE else 1)
    if flags & _ENERGY:
        octets.take(2)
    intervals = _intervals(octets) if flags & _INTERVALS else ()
    octets.end(flags, _KNOWN)
    contact = bool(flags & _CONTACT_DETECTED) if flags & _CONTACT_SUPPORTED else None
    doubts = frozenset({Doubt.NO_CONTACT}) if contact is False else frozenset[Doubt]()
    return Measurement(values((Metric.HEART_RATE, float(bpm))), contact=contact, doubts=doubts, rr_ms=intervals)


def _intervals(octets: Octets) -> tuple[float, ...]:
    """In ms. At least one is there when the flag says so."""
    if octets.left == 0 or octets.left % 2:
        raise WrongAnswerError(Wrong.LENGTH, "the intervals between beats are cut off")
    return tuple(octets.uint(2) * 1000 / _INTERVALS_PER_S for _ in range(octets.left // 2))
