"""The whole bridge with devices by the settings alone: a Bluetooth strap, and what others publish in their own form."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.load import load_settings
from config.settings import Settings
from messages.payloads import Alert, AlertKind, Event, EventKind, Metric, Readings, Urgency
from tests.mosquitto import Mosquitto
from tests.wearable_bridge.ble.bluez import BlueZ, Device
from tests.wearable_bridge.ble.private_bus import private_bus
from tests.wearable_bridge.test_bridge import bridge, hearing
from wearable_bridge.app import serve

SETTINGS = """
[broker]
port = {port}
[bridge]
simulated_wristband = false
batch_every_s = 0.3
[[bridge.bluetooth.devices]]
name = "strap"
address = "aa:00:00:00:00:01"
resident = "{resident}"
[[bridge.mqtt_mappings]]
topic = "gateway/{{source}}/oxygen"
metric = "spo2"
value = "data.o2"
unit = "fraction"
[[bridge.mqtt_mappings]]
topic = "zigbee2mqtt/{{source}}"
event = "smoke"
state = "smoke"
states = {{ "true" = "on" }}
[[bridge.mqtt_mappings]]
topic = "zigbee2mqtt/pendant"
alarm = "sos"
state = "action"
when = ["emergency"]
"""


def settings_for(tmp_path: Path, port: int, resident: str = "wang") -> Settings:
    file = tmp_path / "mine.toml"
    file.write_text(SETTINGS.format(port=port, resident=resident))
    return load_settings(file, data=tmp_path / "data", environ={})


@pytest.mark.broker
async def test_devices_by_the_settings_alone(
    tmp_path: Path, mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(tmp_path) as address:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        bluez = await BlueZ.on(address)
        bluez.add_adapter()
        strap = Device(bluez, "AA:00:00:00:00:01", "HR Strap", {"180d": {"2a37": ["notify"]}})
        async with hearing(mosquitto) as ear, bridge(settings_for(tmp_path, mosquitto.settings.port)):
            await bluez.called("StartNotify", 1)
            strap.tell("2a37", bytes([6, 72]))
            pulse = await ear.wait_for(Readings, lambda batch: batch.metric is Metric.HEART_RATE)
            smoke = asyncio.create_task(ear.wait_for(Event, lambda event: event.kind is EventKind.SENSOR))
            oxygen = asyncio.create_task(ear.wait_for(Readings, lambda batch: batch.metric is Metric.SPO2))
            alert = asyncio.create_task(ear.wait_for(Alert, lambda alert: alert.kind is AlertKind.BAND_SOS))
            fire = asyncio.create_task(ear.wait_for(Alert, lambda alert: alert.kind is AlertKind.HAZARD))
            while not (smoke.done() and oxygen.done() and alert.done() and fire.done()):
                await ear.publish("zigbee2mqtt/kitchen", b'{"smoke": true}')
                await ear.publish("gateway/clip/oxygen", b'{"data": {"o2": 0.97}}')
                await ear.publish("gateway/clip/oxygen", b"\xff\x00")
                await ear.publish("zigbee2mqtt/pendant", b'{"action": "emergency"}')
                await asyncio.sleep(0.1)
        bluez.end()
    assert (pulse.resident, pulse.samples[0].value) == ("wang", 72)
    assert (await oxygen).samples[0].value == 97
    assert (await smoke).detail == {"kind": "smoke", "source": "kitchen", "state": "on"}
    assert (await alert).resident == "wang"
    assert ((await fire).urgency, (await fire).resident) == (Urgency.EMERGENCY, None)


async def test_a_device_of_somebody_who_does_not_live_here_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="strap"):
        await serve(settings_for(tmp_path, 1, resident="nobody"), asyncio.Event())
