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


def watch(
    file: Annotated[Path, typer.Option(help="A file with a frame a line: as it came, as hexadecimal digits, or JSON.")],
    model: Annotated[
        str, typer.Option(help="Whose reading of the status word holds: maker or traccar.", metavar="MODEL")
    ] = "maker",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Tells what frames of a cellular elder watch say: pulse, pressure, oxygen, temperature, steps, battery, alarms.

    A line in JSON has the frame as "frame" or "frame_hex". Each line gives a line, in order.

    Form of --json: {"readings": [{"metric", "value", "unit"}], "alarms": [], "battery", "error"}; beside it "commands",
    "id", "at", "backfill", "accepted", "alarm_frame", "unknown_command" and the "reply" that the watch waits for.

    Example: xiaoan decode watch --file frames.txt --json

    Exit codes: 0 every line was understood; 1 a line was not; 2 the file or the model cannot be used.
    """
    from wearable_bridge.elder_watch.status import Model
    from xiaoan.decode.watch import run_watch
    from xiaoan.errors import XiaoanError

    if model not in list(Model):
        raise XiaoanError(f"{model}: no model of a watch; there are {', '.join(Model)}.")
    raise typer.Exit(0 if run_watch(file, Model(model), as_json) else 1)
