"""What `xiaoan bridge scan` does: looks for Bluetooth devices and shows what is near."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from config.phrases import Phrases
from config.settings import Settings
from wearable_bridge.ble.scan import Nearby, scan
from xiaoan.context import phrases_of

COLUMNS = ("name", "address", "rssi", "services", "paired")


async def run_scan(settings: Settings, seconds: float, everything: bool, as_json: bool) -> bool:
    """True when a device was found. Raises BluetoothError when this machine cannot scan."""
    paired = {device.address.upper(): device.name for device in settings.bridge.bluetooth.devices}
    near = await scan(settings.bridge.bluetooth.adapter, seconds)
    shown = [device for device in near if everything or device.services or device.address.upper() in paired]
    rows = [_row(device, paired) for device in shown]
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False), flush=True)
    else:
        _show(rows, len(near) - len(shown), phrases_of(settings))
    return bool(rows)


def _row(device: Nearby, paired: dict[str, str]) -> dict[str, Any]:
    return {
        "address": device.address,
        "name": device.name,
        "rssi": device.rssi_dbm,
        "services": [service.name.lower() for service in device.services],
        "connected": device.connected,
        "paired": paired.get(device.address.upper()),
    }


def _show(rows: list[dict[str, Any]], left_out: int, phrases: Phrases) -> None:
    console = Console()
    table = Table(*(phrases(f"xiaoan.scan.{column}") for column in COLUMNS))
    for row in rows:
        services = ", ".join(phrases(f"xiaoan.scan.service.{service}") for service in row["services"])
        strength = phrases("xiaoan.scan.connected") if row["connected"] else f"{row['rssi']} dBm"
        table.add_row(*map(Text, (row["name"] or "–", row["address"], strength, services, row["paired"] or "")))
    if rows:
        console.print(table)
    console.print(phrases("xiaoan.scan.found", count=len(rows), left_out=left_out), highlight=False)
