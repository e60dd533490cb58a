"""Battery Level, 2A19 (Battery Service; GATT Specification Supplement)."""

from __future__ import annotations

from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Measurement
from wearable_bridge.ble.octets import Octets


def battery(value: bytes) -> Measurement:
    """Percent, 0 to 100."""
    octets = Octets(value)
    percent = octets.uint(1)
    octets.end(0, 0)
    if percent > 100:
        raise WrongAnswerError(Wrong.VALUE, "a battery has no more than 100 percent")
    return Measurement(battery_percent=percent)
