"""The whole bridge against a real Mosquitto."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

import aiomqtt
import pytest

from config.load import load_settings
from config.settings import Settings
from messages.connection import mqtt_client
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.payloads import Alert, AlertKind, Event, EventKind, Finding, Metric, Payload, Readings, Status, Urgency
from messages.topics import Received, decode, topic_for
from tests.messages.support import START
from tests.mosquitto import Mosquitto
from tests.ports import free_port
from wearable_bridge.app import database_file, serve
from wearable_bridge.simulated_wristband import COMMAND_TOPIC

pytestmark = pytest.mark.broker
P = TypeVar("P", bound=Payload)
CLAIM_WITHIN_S = 8.0  # of a finding that is claimed, or whose bridge is killed, as soon as it is heard of


class Ear:
    """A client that hears every care topic and can speak on any."""

    def __init__(self, client: aiomqtt.Client) -> None:
        self._client = client
        self.heard: list[Payload] = []
        self._news = asyncio.Event()

    async def listen(self) -> None:
        async for message in self._client.messages:
            assert isinstance(message.payload, bytes)
            decoded = decode(message.topic.value, message.payload)
            assert isinstance(decoded, Received), decoded
            self.heard.append(decoded.payload)
            self._news.set()

    async def wait_for(self, kind: type[P], wanted: Callable[[P], bool] = lambda _: True, timeout_s: float = 60) -> P:
        async with asyncio.timeout(timeout_s):
            while True:
                found = next((p for p in self.heard if isinstance(p, kind) and wanted(p)), None)
                if found is not None:
                    return found
                self._news.clear()
                await self._news.wait()

    async def command(self, episode: str) -> None:
        await self._client.publish(COMMAND_TOPIC, json.dumps({"episode": episode}), qos=1)

    async def publish(self, topic: str, body: bytes, retain: bool = False) -> None:
        await self._client.publish(topic, body, qos=1, retain=retain)

    async def claim(self, finding: Finding) -> None:
        event = Event(home="home-1", device="speaker-1", at=START, kind=EventKind.FINDING_CLAIMED, about=finding.id)
        await self.publish(topic_for("demo", event), event.body())


@asynccontextmanager
async def hearing(mosquitto: Mosquitto) -> AsyncIterator[Ear]:
    async with mqtt_client(mosquitto.settings, "ear") as client:
        await client.subscribe("care/v1/#", qos=1)
        ear = Ear(client)
        task = asyncio.create_task(ear.listen())
        try:
            yield ear
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def config_text(port: int, claim_within_s: float) -> str:
    return f"""
[broker]
port = {port}
[bridge]
simulated_interval_s = 0.3
batch_every_s = 0.5
claim_within_s = {claim_within_s}
"""


def settings_file(tmp_path: Path, port: int, claim_within_s: float = 1.5) -> Path:
    file = tmp_path / "xiaoan.toml"
    file.write_text(config_text(port, claim_within_s))
    return file


def settings_for(tmp_path: Path, port: int, claim_within_s: float = 1.5) -> Settings:
    return load_settings(settings_file(tmp_path, port, claim_within_s), data=tmp_path / "data", environ={})


def bridge_command(config: Path, data: Path) -> list[str]:
    return [sys.executable, "-m", "xiaoan", "--config", str(config), "--data", str(data), "bridge", "run"]


@asynccontextmanager
async def bridge(settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(serve(settings, stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 60)


async def command_until(ear: Ear, episode: str, kind: type[P]) -> P:
    """Commands are not kept for a band that is still connecting: said again until it shows."""
    for _ in range(30):
        await ear.command(episode)
        with suppress(TimeoutError):
            return await ear.wait_for(kind, timeout_s=2)
    raise AssertionError(f"no {kind.__name__} after {episode}")


async def test_readings_travel_in_batches(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with hearing(mosquitto) as ear, bridge(settings_for(tmp_path, mosquitto.settings.port)):
        batch = await ear.wait_for(Readings, lambda batch: batch.metric is Metric.HEART_RATE)
        await ear.wait_for(Status, lambda status: status.online)
    assert len(batch.samples) > 1
    assert (batch.home, batch.resident, batch.device) == ("home-1", "wang", "bridge-1")
    assert not [payload for payload in ear.heard if isinstance(payload, Alert | Finding)]


async def test_an_unclaimed_episode_becomes_an_alert_with_the_finding_s_id(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    async with hearing(mosquitto) as ear, bridge(settings_for(tmp_path, mosquitto.settings.port)):
        finding = await command_until(ear, "pulse_high", Finding)
        alert = await ear.wait_for(Alert)
    assert finding.kind == "pulse_high"
    assert alert.id == finding.id
    assert (alert.kind, alert.measured) == (AlertKind.VITAL_SIGN, finding.reason)


async def test_a_claimed_episode_becomes_none(tmp_path: Path, mosquitto: Mosquitto) -> None:
    async with hearing(mosquitto) as ear, bridge(settings_for(tmp_path, mosquitto.settings.port, CLAIM_WITHIN_S)):
        finding = await command_until(ear, "pulse_low", Finding)
        await ear.claim(finding)
        later = await ear.wait_for(Readings, lambda batch: (batch.at - finding.at).total_seconds() > CLAIM_WITHIN_S + 1)
        assert later
    assert not [payload for payload in ear.heard if isinstance(payload, Alert)]


@pytest.mark.parametrize(("episode", "kind"), [("sos", AlertKind.BAND_SOS), ("fall", AlertKind.FALL)])
async def test_a_band_s_alarm_is_an_alert_at_once(
    tmp_path: Path, mosquitto: Mosquitto, episode: str, kind: AlertKind
) -> None:
    async with hearing(mosquitto) as ear, bridge(settings_for(tmp_path, mosquitto.settings.port)):
        alert = await command_until(ear, episode, Alert)
    assert (alert.kind, alert.urgency) == (kind, Urgency.EMERGENCY)


async def test_readings_as_json_raise_a_finding_too_and_garbage_is_kept(tmp_path: Path, mosquitto: Mosquitto) -> None:
    settings = settings_for(tmp_path, mosquitto.settings.port)
    vitals = settings.bridge.vitals.model_copy(update={"sample_every_s": 0.3})
    own = settings.bridge.model_copy(update={"simulated_wristband": False, "vitals": vitals})
    settings = settings.model_copy(update={"bridge": own})
    async with hearing(mosquitto) as ear, bridge(settings):
        found = asyncio.create_task(ear.wait_for(Finding))
        while not found.done():
            await ear.publish("home/wearable/watch-1/reading", b'{"metric": "heart_rate", "value": 135}')
            await ear.publish("home/wearable/watch-1/reading", b'{"metric": "heart_rate"}')
            await asyncio.sleep(0.1)
        finding = await found
    assert finding.urgency is Urgency.URGENT
    assert DeadLetters(open_sqlite(database_file(settings))).count() > 0


async def test_a_bridge_killed_between_finding_and_alert_raises_it_after_its_return(
    tmp_path: Path, mosquitto: Mosquitto
) -> None:
    command = bridge_command(settings_file(tmp_path, mosquitto.settings.port, CLAIM_WITHIN_S), tmp_path / "data")
    async with hearing(mosquitto) as ear:
        first = await asyncio.to_thread(subprocess.Popen, command, stderr=subprocess.PIPE)
        finding = await command_until(ear, "pulse_high", Finding)
        first.kill()
        await asyncio.to_thread(first.communicate)
        await ear.wait_for(Status, lambda status: not status.online)
        second = await asyncio.to_thread(subprocess.Popen, command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        alert = await ear.wait_for(Alert)
        assert alert.id == finding.id
        second.send_signal(signal.SIGTERM)
        out, err = await asyncio.to_thread(second.communicate)
    assert second.returncode == 0
    assert out == b""
    assert b"Traceback" not in err
    assert "次/分" not in err.decode(), "a measured value stands in the log"
    assert {payload.id for payload in ear.heard if isinstance(payload, Finding)} == {finding.id}


async def test_a_folder_that_cannot_be_used_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    command = bridge_command(settings_file(tmp_path, free_port()), tmp_path / "data")
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "cannot be made" in ended.stderr
    assert "Traceback" not in ended.stderr
