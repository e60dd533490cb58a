"""The whole bridge and a client in Home Assistant's place, over a real Mosquitto."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from config.load import load_settings
from messages.connection import mqtt_client
from tests.mosquitto import Mosquitto
from tests.wearable_bridge.test_bridge import bridge, config_text

pytestmark = pytest.mark.broker
NODE = "xiaoan_demo_home-1_bridge-1"
PULSE = f"homeassistant/sensor/{NODE}/simulated-wristband_heart_rate/config"
GONE = f"homeassistant/sensor/{NODE}/old-band_spo2/config"
OTHERS = (f"homeassistant/sensor/{NODE}x/old-band_spo2/config", "homeassistant/light/kitchen/config")


class Told:
    """Everything a client hears, until what it waits for has come."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self.heard: dict[str, str] = {}

    async def until(self, topic: str, matches: Callable[[str], bool]) -> str:
        async with asyncio.timeout(60):
            while topic not in self.heard or not matches(self.heard[topic]):
                message = await anext(aiter(self._client.messages))
                assert isinstance(message.payload, bytes)
                self.heard[message.topic.value] = message.payload.decode()
        return self.heard[topic]


def settings_for(tmp_path: Path, port: int, enabled: bool) -> Any:
    file = tmp_path / "xiaoan.toml"
    file.write_text(f"{config_text(port, 8)}[bridge.home_assistant]\nenabled = {str(enabled).lower()}\n")
    return load_settings(file, data=tmp_path / "data", environ={})


async def test_bands_appear_with_their_values_and_go_with_the_settings(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with mqtt_client(mosquitto.settings, "home-assistant") as client:
        for topic in (GONE, *OTHERS):
            await client.publish(topic, b"{}", qos=1, retain=True)
        await client.subscribe([("homeassistant/#", 1), ("xiaoan/#", 1), ("care/v1/+/+/status/+", 1)])
        told = Told(client)
        await told.until(GONE, lambda words: words == "{}")  # before the bridge is there
        async with bridge(settings_for(tmp_path, mosquitto.settings.port, enabled=True)):
            words = json.loads(await told.until(PULSE, bool))
            assert words["unique_id"] == f"{NODE}_simulated-wristband_heart_rate"
            assert 30 < float(await told.until(words["state_topic"], bool)) < 200
            await told.until(GONE, lambda left: not left)
            [availability] = words["availability"]
            assert json.loads(await told.until(availability["topic"], bool))["online"] is True
        await told.until(availability["topic"], lambda status: json.loads(status)["online"] is False)
        async with bridge(settings_for(tmp_path, mosquitto.settings.port, enabled=False)):
            await told.until(PULSE, lambda left: not left)
    async with mqtt_client(mosquitto.settings, "another") as client:
        await client.subscribe([("homeassistant/#", 1), ("xiaoan/#", 1)])
        await client.publish("xiaoan/end", b"end", qos=1)
        left = Told(client)
        await left.until("xiaoan/end", bool)
        assert {topic for topic, words in left.heard.items() if words} - {"xiaoan/end"} >= set(OTHERS)
        assert not [topic for topic in left.heard if topic.endswith("heart_rate")]  # no pulse stays at the broker
