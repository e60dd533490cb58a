"""Which characteristics the bridge reads, and how. Adopted values of the Bluetooth SIG, by 16-bit number.

Decoded by the specifications named in each module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from wearable_bridge.ble.battery import battery
from wearable_bridge.ble.blood_pressure import blood_pressure, cuff_pressure
from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.heart_rate import heart_rate
from wearable_bridge.ble.measurement import Measurement
from wearable_bridge.ble.oximeter import continuous, spot_check
from wearable_bridge.ble.thermometer import thermometer

LONGEST_VALUE_OCTETS = 512  # Bluetooth Core, ATT: no attribute is longer
_NUMBER = re.compile(r"(?:0x)?(?:0000)?([0-9a-f]{4})(?:-0000-1000-8000-00805f9b34fb)?", re.IGNORECASE)


class Service(StrEnum):
    """What a device says it offers, as it stands in its advertisement."""

    HEART_RATE = "180d"
    OXIMETER = "1822"
    THERMOMETER = "1809"
    BLOOD_PRESSURE = "1810"
    BATTERY = "180f"


DECODERS: Mapping[str, Callable[[bytes], Measurement]] = {
    "2a37": heart_rate,
    "2a5f": continuous,
    "2a5e": spot_check,
    "2a1c": thermometer,
    "2a35": blood_pressure,
    "2a36": cuff_pressure,
    "2a19": battery,
}
BATTERY = "2a19"
HEARD: tuple[str, ...] = ("2a37", "2a5f", "2a5e", "2a1c", "2a35", BATTERY)
"""Those the bridge asks a device to tell."""


def short_uuid(uuid: str) -> str | None:
    """The 16-bit number, four small hexadecimal digits, of 2A37, 0x2A37, 00002a37 or the long form. None: not one."""
    found = _NUMBER.fullmatch(uuid.strip())
    return None if found is None else found[1].lower()


def long_uuid(number: str) -> str:
    """The 128-bit form of a 16-bit number."""
    return f"0000{number}-0000-1000-8000-00805f9b34fb"


def decode(uuid: str, value: bytes) -> Measurement:
    """What a characteristic's value says. Raises WrongAnswerError, and nothing else, whatever the octets are."""
    decoder = DECODERS.get(short_uuid(uuid) or "")
    if decoder is None:
        raise WrongAnswerError(Wrong.CHARACTERISTIC, "a characteristic that is not read here")
    if len(value) > LONGEST_VALUE_OCTETS:
        raise WrongAnswerError(Wrong.LENGTH, f"longer than {LONGEST_VALUE_OCTETS} octets")
    return decoder(value)
