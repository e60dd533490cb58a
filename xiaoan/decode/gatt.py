"""`xiaoan decode gatt`: values of Bluetooth characteristics, a line each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wearable_bridge.ble.errors import WrongAnswerError
from wearable_bridge.ble.gatt import decode
from wearable_bridge.ble.measurement import Measurement
from xiaoan.decode.found import Found, show
from xiaoan.decode.lines import lines_of


def run_gatt(file: Path, as_json: bool) -> bool:
    """True when every line was understood. Raises XiaoanError for a file that cannot be read."""
    return show(_found_in(file), as_json)


def _found_in(file: Path) -> Iterator[Found]:
    for line in lines_of(file):
        yield Found(error="line too long") if line is None else found_in_line(line)


def found_in_line(line: bytes) -> Found:
    """Of {"char_uuid": …, "hex": …}. Never raises."""
    try:
        row = json.loads(line)
        uuid, value = row["char_uuid"], bytes.fromhex(row["hex"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Found(error='no JSON object with "char_uuid" and "hex"')
    if not isinstance(uuid, str):
        return Found(error='"char_uuid" is no text')
    try:
        measurement = decode(uuid, value)
    except WrongAnswerError as error:
        return Found(error=f"{error.wrong.value}: {error}")
    readings = tuple((value.metric, value.value) for value in measurement.values)
    return Found(readings, battery=measurement.battery_percent, more=_more(measurement))


def _more(measurement: Measurement) -> dict[str, Any]:
    """What else is known of the value."""
    stamp = measurement.stamp
    more = {
        "contact": measurement.contact,
        "doubts": sorted(doubt.value for doubt in measurement.doubts) or None,
        "device_time": None if stamp is None else stamp.isoformat(),
        "stored": measurement.stored or None,
        "user": measurement.user,
        "irregular_pulse": measurement.irregular_pulse or None,
        "rr_ms": list(measurement.rr_ms) or None,
        "cuff_mmhg": measurement.cuff_mmhg,
    }
    return {name: value for name, value in more.items() if value is not None}
