"""`xiaoan decode`: what is in the bytes that a device sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def gatt(
    file: Annotated[Path, typer.Option(help='A file with {"char_uuid": …, "hex": …} a line.')],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Tells what values of Bluetooth characteristics say: pulse, oxygen, temperature, blood pressure, battery.

    Characteristics: 2A37, 2A5F, 2A5E, 2A1C, 2A35, 2A36 and 2A19, by 16 or 128 bits. Each line gives a line, in order.

    Form of --json: {"readings": [{"metric", "value", "unit"}], "alarms": [], "battery", "error"}, in bpm, %, mmHg and
    °C whatever the device's units are; what else is known of a value stands beside it: "contact", "doubts",
    "device_time", "stored", "user", "irregular_pulse", "rr_ms", "cuff_mmhg".

    Example: xiaoan decode gatt --file values.jsonl --json

    Exit codes: 0 every line was understood; 1 a line was not; 2 the file cannot be read.
    """
    from xiaoan.decode.gatt import run_gatt

    raise typer.Exit(0 if run_gatt(file, as_json) else 1)
