"""What every source promises, held against each of them, and what JSON over MQTT does with garbage."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.bluetooth import PairedDevice
from config.mqtt_mapping import MqttMapping
from messages.backoff import Backoff
from messages.clock import SystemClock
from messages.connection import mqtt_client
from messages.payloads import Metric
from messages.topics import DeadLetter
from tests.messages.support import START, SetClock
from tests.mosquitto import Mosquitto
from tests.wearable_bridge.ble.bluez import BlueZ, Device
from tests.wearable_bridge.ble.private_bus import private_bus
from tests.wearable_bridge.elder_watch.support import Stand, settings_with
from wearable_bridge.ble.bleak_radio import BleakRadio
from wearable_bridge.ble.source import BluetoothSource, Patience
from wearable_bridge.home_broker import listen
from wearable_bridge.mqtt_json_source import MqttJsonSource
from wearable_bridge.mqtt_mapping.mapping import AppliedMapping
from wearable_bridge.mqtt_mapping.source import MappedMqttSource
from wearable_bridge.ports import AlarmKind, Observation, SourceAlarm, SourceReading, SourceState, WearableSource
from wearable_bridge.simulated_body import Episode
from wearable_bridge.simulated_wristband import SimulatedWristband

TOPIC = "home/wearable/watch-1/reading"


@asynccontextmanager
async def simulated(_mosquitto: Mosquitto) -> AsyncIterator[WearableSource]:
    yield SimulatedWristband(SystemClock(), "Asia/Shanghai", "wang", interval_s=0.05)


@asynccontextmanager
async def json_over_mqtt(mosquitto: Mosquitto) -> AsyncIterator[WearableSource]:
    async def publish() -> None:
        async with mqtt_client(mosquitto.settings, "watch") as client:
            while True:
                await client.publish(TOPIC, json.dumps({"metric": "heart_rate", "value": 72}), qos=1)
                await asyncio.sleep(0.05)

    task = asyncio.create_task(publish())
    yield MqttJsonSource(
        lambda: listen(mosquitto.settings, "bridge-under-test", "home/wearable/+/reading"),
        SystemClock(),
        ["wang", "li"],
        lambda _letter: None,
    )
    task.cancel()


@asynccontextmanager
async def mapped_mqtt(mosquitto: Mosquitto) -> AsyncIterator[WearableSource]:
    mapping = MqttMapping(topic="band/{source}/state", metric="heart_rate", value="pulse.bpm")

    async def publish() -> None:
        async with mqtt_client(mosquitto.settings, "gateway") as client:
            while True:
                await client.publish("band/left/state", b'{"pulse": {"bpm": 72}}', qos=1)
                await asyncio.sleep(0.05)

    task = asyncio.create_task(publish())
    applied = AppliedMapping(mapping, ["wang", "li"])
    yield MappedMqttSource(
        lambda: listen(mosquitto.settings, "bridge-under-test", applied.filter, "another/topic"),
        SystemClock(),
        [applied],
        lambda _letter: None,
    )
    task.cancel()


@asynccontextmanager
async def bluetooth(_mosquitto: Mosquitto) -> AsyncIterator[WearableSource]:
    with TemporaryDirectory() as folder, private_bus(Path(folder)) as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        bluez = await BlueZ.on(address)
        bluez.add_adapter()
        paired = PairedDevice(name="strap", address="AA:00:00:00:00:01", resident="wang")
        device = Device(bluez, paired.address, "HR Strap", {"180d": {"2a37": ["notify"]}})

        async def beat() -> None:
            await bluez.called("StartNotify", 1)
            while True:
                device.tell("2a37", bytes([6, 72]))
                await asyncio.sleep(0.05)

        task = asyncio.create_task(beat())
        patience = Patience(Backoff(0.05, 0.1), silent_after_s=300)
        yield BluetoothSource(paired, BleakRadio("", 30), SystemClock(), ZoneInfo("Asia/Shanghai"), patience)
        task.cancel()
        bluez.end()


@asynccontextmanager
async def elder_watch(_mosquitto: Mosquitto) -> AsyncIterator[WearableSource]:
    stand = Stand(settings_with(frames_a_minute=10_000))

    async def report() -> None:
        await stand.source.listening.wait()
        watch = await stand.dial()
        with suppress(ConnectionResetError):
            while True:
                watch.send(b"bphrt,121,77,72,,,,")
                await asyncio.sleep(0.05)

    task = asyncio.create_task(report())
    yield stand.source
    task.cancel()


@pytest.mark.broker
@pytest.mark.parametrize("make_source", [simulated, json_over_mqtt, mapped_mqtt, bluetooth, elder_watch])
async def test_a_source_gives_readings_of_this_moment_without_end_and_stops_when_cancelled(
    make_source: object, mosquitto: Mosquitto
) -> None:
    assert callable(make_source)
    async with make_source(mosquitto) as source:
        got: list[Observation] = []
        enough = asyncio.Event()

        async def collect() -> None:
            async for observation in source.readings():
                got.append(observation)
                if len(got) >= 12:
                    enough.set()

        task = asyncio.create_task(collect())
        await asyncio.wait_for(enough.wait(), 60)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert source.name
    now = SystemClock().now()
    for observation in got:
        assert isinstance(observation, SourceReading | SourceState)
        assert observation.resident == "wang"
        assert observation.at.tzinfo is not None
        assert abs((now - observation.at).total_seconds()) < 600
    assert any(isinstance(item, SourceReading) and item.metric is Metric.HEART_RATE for item in got)


@pytest.mark.broker
async def test_a_source_finds_its_broker_again(mosquitto: Mosquitto) -> None:
    async with json_over_mqtt(mosquitto) as source:
        readings = source.readings()
        await asyncio.wait_for(anext(aiter(readings)), 60)
        await asyncio.to_thread(mosquitto.kill)
        await asyncio.to_thread(mosquitto.start)
        async with mqtt_client(mosquitto.settings, "later") as client:

            async def say() -> None:
                while True:
                    await client.publish(TOPIC, b'{"metric": "spo2", "value": 97}', qos=1)
                    await asyncio.sleep(0.1)

            task = asyncio.create_task(say())
            async with asyncio.timeout(60):
                async for observation in readings:
                    if isinstance(observation, SourceReading) and observation.metric is Metric.SPO2:
                        break
            task.cancel()


@pytest.mark.parametrize(("episode", "kind"), [(Episode.SOS, AlarmKind.SOS), (Episode.FALL, AlarmKind.FALL)])
async def test_the_simulated_band_tells_an_alarm_at_once_and_once(episode: Episode, kind: AlarmKind) -> None:
    band = SimulatedWristband(SystemClock(), "Asia/Shanghai", "wang", interval_s=3600)
    readings = band.readings()
    first = [await anext(aiter(readings)) for _ in range(3)]
    assert all(isinstance(observation, SourceReading) for observation in first)
    asyncio.get_running_loop().call_later(0.05, band.play, episode)
    alarm = await asyncio.wait_for(anext(aiter(readings)), 60)
    assert isinstance(alarm, SourceAlarm)
    assert alarm.kind is kind
    following = [await asyncio.wait_for(anext(aiter(readings)), 60) for _ in range(2)]
    assert all(isinstance(observation, SourceReading) for observation in following)


async def read(*bodies: bytes) -> tuple[list[Observation], list[DeadLetter]]:
    async def messages() -> AsyncIterator[tuple[str, bytes]]:
        for body in bodies:
            yield TOPIC, body

    letters: list[DeadLetter] = []
    source = MqttJsonSource(messages, SetClock(), ["wang", "li"], letters.append)
    return [observation async for observation in source.readings()], letters


@pytest.mark.parametrize(
    ("body", "reading"),
    [
        ('{"metric": "heart_rate", "value": 72}', SourceReading("wang", Metric.HEART_RATE, 72, START)),
        ('{"metric": "spo2", "value": 97.5, "resident": "li", "x": 1}', SourceReading("li", Metric.SPO2, 97.5, START)),
        (
            '{"metric": "steps", "value": 12, "at": "2026-03-01T16:00:00+08:00"}',
            SourceReading("wang", Metric.STEPS, 12, START),
        ),
    ],
)
async def test_json_readings(body: str, reading: SourceReading) -> None:
    assert await read(body.encode()) == ([reading], [])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe", "body"),
        (b"72", "body"),
        (b'{"metric": "heart_rate"}', "value"),
        (b'{"metric": "mood", "value": 3}', "metric"),
        (b'{"metric": "heart_rate", "value": "NaN"}', "value"),
        (b'{"metric": "heart_rate", "value": 1e999}', "value"),
        (b'{"metric": "heart_rate", "value": 72, "at": "2026-03-01T16:00:00"}', "at"),
        (b'{"metric": "heart_rate", "value": 72, "resident": "nobody"}', "resident"),
    ],
)
async def test_what_is_no_reading_is_kept_with_its_reason_and_the_rest_goes_on(body: bytes, reason: str) -> None:
    good = b'{"metric": "heart_rate", "value": 72}'
    readings, (letter,) = await read(body, b"", good)
    assert len(readings) == 1
    assert letter.body == body
    assert letter.reason.startswith(reason)
    assert "nobody" not in letter.reason


@given(st.binary(max_size=200))
async def test_no_bytes_break_the_source(body: bytes) -> None:
    readings, letters = await read(body)
    assert len(readings) + len(letters) == (1 if body else 0)
