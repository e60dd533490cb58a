"""A watch at the whole bridge, by the settings alone: from its frames to the community's topics, and an order back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.load import load_settings
from config.settings import Settings
from messages.payloads import Alert, AlertKind, Metric, Readings, Urgency
from tests.mosquitto import Mosquitto
from tests.ports import free_port
from tests.wearable_bridge.elder_watch.support import WITHIN_S
from tests.wearable_bridge.test_bridge import bridge, hearing
from wearable_bridge.app import serve
from xiaoan.bands.contents import SOS_BIT, position
from xiaoan.bands.watch_client import WatchClient, dial

SETTINGS = """
[broker]
port = {broker}
[bridge]
simulated_wristband = false
batch_every_s = 0.3
[bridge.elder_watch]
enabled = true
host = "{host}"
port = {port}
[[bridge.elder_watch.watches]]
name = "watch-1"
number = "1234567890"
resident = "{resident}"
"""


def settings_for(tmp_path: Path, broker: int, *, host: str = "127.0.0.1", resident: str = "wang") -> Settings:
    file = tmp_path / "mine.toml"
    file.write_text(SETTINGS.format(broker=broker, host=host, port=free_port(), resident=resident))
    return load_settings(file, data=tmp_path / "data", environ={})


async def dialled(settings: Settings) -> WatchClient:
    """As soon as the bridge listens."""
    while True:
        try:
            return await dial("1234567890", "127.0.0.1", settings.bridge.elder_watch.port)
        except OSError:
            await asyncio.sleep(0.05)


@pytest.mark.broker
async def test_a_watch_s_values_and_its_call_reach_the_community_and_an_order_reaches_the_watch(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    settings = settings_for(tmp_path, mosquitto.settings.port)
    async with hearing(mosquitto) as ear, bridge(settings):
        watch = await asyncio.wait_for(dialled(settings), WITHIN_S)
        await watch.say("bphrt,121,77,68,,,,", WITHIN_S)
        batch = await ear.wait_for(Readings, lambda batch: batch.metric is Metric.HEART_RATE)
        await watch.say(position("AL_LTE", datetime.now(UTC), 10, 80, SOS_BIT | 1), WITHIN_S)
        alert = await ear.wait_for(Alert)
        while not watch.orders:  # the bridge may still be subscribing
            await ear.publish(
                settings.bridge.elder_watch.order_topic,
                b'{"watch": "watch-1", "command": "report_every", "seconds": 300}',
            )
            await asyncio.sleep(0.1)
    assert (batch.resident, batch.samples[0].value) == ("wang", 68)
    assert (alert.kind, alert.urgency, alert.resident) == (AlertKind.BAND_SOS, Urgency.EMERGENCY, "wang")
    assert watch.orders[0] == b"UPLOAD,300"


@pytest.mark.parametrize(("options", "key"), [({"host": "0.0.0.0"}, "host"), ({"resident": "nobody"}, "watches")])
async def test_settings_that_cannot_be_meant_are_refused(tmp_path: Path, options: dict[str, str], key: str) -> None:
    with pytest.raises(ConfigError, match=rf"bridge\.elder_watch\.{key}"):
        await serve(settings_for(tmp_path, free_port(), **options), asyncio.Event())
