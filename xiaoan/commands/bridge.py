"""`xiaoan bridge scan`: which Bluetooth devices are near."""

from __future__ import annotations

from typing import Annotated

import typer

from xiaoan.context import settings_of


def scan(
    ctx: typer.Context,
    seconds: Annotated[float, typer.Option(help="How long it looks.", min=0.1, max=600)] = 10.0,
    everything: Annotated[bool, typer.Option("--all", help="Also what the bridge cannot read.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Shows the Bluetooth devices that are near: bands, oximeters, thermometers, cuffs, nearest first.

    A device is paired by a table [[bridge.bluetooth.devices]] in the settings, with its address from here.

    Form of --json: {"address", "name", "rssi", "services", "connected", "paired"}; rssi in dBm, null for a device that
    is connected; services of heart_rate, oximeter, thermometer, blood_pressure, battery; paired is its name in the
    settings or null.

    Example: xiaoan bridge scan --seconds 20

    Exit codes: 0 something was found; 1 nothing was; 2 this machine cannot scan (no adapter, switched off).
    """
    import asyncio

    from xiaoan.scanning import run_scan

    raise typer.Exit(0 if asyncio.run(run_scan(settings_of(ctx), seconds, everything, as_json)) else 1)
