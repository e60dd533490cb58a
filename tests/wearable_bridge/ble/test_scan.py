"""What `xiaoan bridge scan` finds, against a stand-in BlueZ, and what it says where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.load import load_settings
from config.settings import Settings
from tests.wearable_bridge.ble.bluez import BlueZ, Device
from wearable_bridge.ble.errors import BluetoothError
from wearable_bridge.ble.gatt import Service
from wearable_bridge.ble.scan import Nearby, scan
from xiaoan.scanning import run_scan

STRAP, LAMP, CUFF = "AA:00:00:00:00:01", "AA:00:00:00:00:03", "AA:00:00:00:00:02"
SETTINGS = f"""
[[bridge.bluetooth.devices]]
name = "lamp"
address = "{LAMP.lower()}"
resident = "wang"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "mine.toml"
    file.write_text(SETTINGS)
    return load_settings(file, environ={})


def devices(bluez: BlueZ) -> None:
    Device(bluez, STRAP, "HR Strap", {"180f": {}, "180d": {"2a37": ["notify"]}})
    Device(bluez, LAMP, "Lamp", {"1234": {}})
    Device(bluez, "AA:00:00:00:00:04", "Fridge", {})
    Device(bluez, CUFF, "Cuff", {"1810": {"2a35": ["indicate"]}}).is_connected_already()


async def test_what_is_near_and_what_is_connected(bluez: BlueZ) -> None:
    devices(bluez)
    near = {device.address: device for device in await scan("", 0.3)}
    assert len(near) == 4
    assert near[STRAP] == Nearby(STRAP, "HR Strap", -60, (Service.HEART_RATE, Service.BATTERY))
    assert near[LAMP].services == ()
    assert near[CUFF] == Nearby(CUFF, "Cuff", None, (Service.BLOOD_PRESSURE,))
    assert near[CUFF].connected


@pytest.mark.parametrize(("everything", "shown"), [(False, 3), (True, 4)])
async def test_what_cannot_be_read_is_left_out_unless_it_is_asked_for(
    bluez: BlueZ, settings: Settings, capsys: pytest.CaptureFixture[str], everything: bool, shown: int
) -> None:
    devices(bluez)
    assert await run_scan(settings, 0.3, everything, as_json=True)
    rows = {row["address"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert len(rows) == shown
    assert rows[LAMP]["paired"] == "lamp"
    assert rows[STRAP] == {
        "address": STRAP,
        "name": "HR Strap",
        "rssi": -60,
        "services": ["heart_rate", "battery"],
        "connected": False,
        "paired": None,
    }


async def test_the_table_is_for_people(
    bluez: BlueZ, settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    devices(bluez)
    assert await run_scan(settings, 0.3, everything=False, as_json=False)
    shown = capsys.readouterr().out
    assert STRAP in shown
    assert "心率" in shown
    assert "已连接" in shown


async def test_nothing_near_is_no_error(bluez: BlueZ, settings: Settings) -> None:
    assert not await run_scan(settings, 0.1, everything=True, as_json=True)
    assert bluez.calls["StopDiscovery"] == 1


@pytest.mark.parametrize(("there", "said"), [(False, "no Bluetooth adapter"), (True, "switched off")])
async def test_without_an_adapter_it_says_so(bus_address: str, there: bool, said: str) -> None:
    bluez = await BlueZ.on(bus_address)
    if there:
        bluez.add_adapter(powered=False)
    with pytest.raises(BluetoothError, match=said):
        await scan("", 0.1)
    bluez.end()


@pytest.mark.usefixtures("bus_address")
async def test_without_a_bluetooth_service_it_says_so() -> None:
    with pytest.raises(BluetoothError, match="systemctl start bluetooth"):
        await scan("", 0.1)


async def test_without_a_bus_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/nothing")
    with pytest.raises(BluetoothError, match="D-Bus"):
        await scan("", 0.1)


@pytest.mark.usefixtures("bluez")
async def test_an_adapter_that_is_not_there_is_named() -> None:
    with pytest.raises(BluetoothError, match="no Bluetooth adapter hci7"):
        await scan("hci7", 0.1)
