"""The session against a real Mosquitto: killed, restarted, refusing, and full of garbage."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import UUID

import aiomqtt
import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from config.settings import BrokerSettings
from messages import session
from messages.clock import SystemClock
from messages.connection import mqtt_client
from messages.dead_letters import DeadLetters
from messages.outbox import Lane, Outbox
from messages.payloads import AlertState, AlertStateChange, Payload, Receipt, Status
from messages.session import Session
from messages.topics import Received, Sender, decode, topic_for
from tests.messages.support import START, Make
from tests.mosquitto import Mosquitto
from tests.ports import free_port

pytestmark = pytest.mark.broker


async def until(condition: Callable[[], bool], timeout_s: float = 60.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.02)


class House:
    """A speaker's session with its outbox, and what it was handed."""

    def __init__(self, broker: BrokerSettings, engine: Engine) -> None:
        self.outbox = Outbox(engine, SystemClock())
        self.outbox.create()
        self.dead_letters = DeadLetters(engine)
        self.dead_letters.create()
        self.got: list[Payload] = []
        self.session = Session(
            broker=broker,
            community="demo",
            home="home-1",
            sender=Sender.SPEAKER,
            device="speaker-1",
            version="1",
            outbox=self.outbox,
            dead_letters=self.dead_letters,
            clock=SystemClock(),
        )

    async def _handle(self, received: Received) -> None:
        self.got.append(received.payload)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.session.run(self._handle))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class Station:
    """The other side in small: everything that arrives, answered with states and receipts when `answers`."""

    def __init__(self, broker: BrokerSettings, answers: bool = True) -> None:
        self._broker = broker
        self._answers = answers
        self.arrived: list[Payload] = []
        self.ready = asyncio.Event()

    def ids(self) -> set[UUID]:
        return {payload.id for payload in self.arrived}

    async def run(self) -> None:
        while True:
            with suppress(aiomqtt.MqttError):
                async with mqtt_client(self._broker, "test-station") as client:
                    await client.subscribe("care/v1/#", qos=1)
                    self.ready.set()
                    async for message in client.messages:
                        await self._take(client, message)
            await asyncio.sleep(0.05)

    async def _take(self, client: aiomqtt.Client, message: aiomqtt.Message) -> None:
        assert isinstance(message.payload, bytes)
        decoded = decode(message.topic.value, message.payload)
        if not isinstance(decoded, Received):
            return
        payload = decoded.payload
        self.arrived.append(payload)
        reply: Payload | None = None
        if payload.name == "alert":
            reply = AlertStateChange(
                id=payload.id, home=payload.home, device="station", at=START, state=AlertState.RECEIVED
            )
        elif payload.name == "event":
            reply = Receipt(home=payload.home, device="station", at=START, ids=(payload.id,))
        if reply is not None and self._answers:
            await client.publish(topic_for("demo", reply), reply.body(), qos=1)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.run())
        try:
            await asyncio.wait_for(self.ready.wait(), 60)
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_alert_event_and_readings_go_out_and_leave_when_confirmed(
    mosquitto: Mosquitto, engine: Engine, make: Make
) -> None:
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    async with station.running(), house.running():
        assert await house.session.wait_connected(60)
        assert house.session.seconds_since_connected == 0
        sent = [make.alert(), make.event(), make.readings()]
        for payload in sent:
            threading.Thread(target=house.outbox.send, args=(payload,)).start()
        await until(lambda: {payload.id for payload in sent} <= station.ids())
        await until(lambda: sum(house.outbox.counts().values()) == 0)


async def test_what_is_sent_while_connected_is_not_left_to_the_next_look(
    mosquitto: Mosquitto, engine: Engine, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "LOOK_AGAIN_S", 3600)
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    async with station.running(), house.running():
        assert await house.session.wait_connected(60)
        alert = make.alert()
        house.outbox.send(alert)
        await until(lambda: alert.id in station.ids())


async def test_an_unconfirmed_alert_stays(mosquitto: Mosquitto, engine: Engine, make: Make) -> None:
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings, answers=False)
    async with station.running(), house.running():
        alert, readings = make.alert(), make.readings()
        house.outbox.send(alert)
        house.outbox.send(readings)
        await until(lambda: {alert.id, readings.id} <= station.ids())
        await until(lambda: house.outbox.counts()[Lane.READINGS] == 0)
        assert house.outbox.counts()[Lane.ALERTS] == 1


@pytest.mark.parametrize("how", ["stop", "kill"])
async def test_everything_arrives_though_the_broker_dies(
    mosquitto: Mosquitto, engine: Engine, make: Make, how: str
) -> None:
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    async with station.running(), house.running():
        assert await house.session.wait_connected(60)
        sent = [make.alert() if n % 2 else make.event() for n in range(20)]
        for payload in sent[:10]:
            house.outbox.send(payload)
        await asyncio.to_thread(getattr(mosquitto, how))
        for payload in sent[10:]:
            house.outbox.send(payload)
        await until(lambda: not house.session.connected)
        assert house.session.seconds_since_connected > 0
        await asyncio.to_thread(mosquitto.start)
        await until(lambda: sum(house.outbox.counts().values()) == 0)
        assert {payload.id for payload in sent} <= station.ids()


async def test_states_are_handed_over_and_own_words_are_not(mosquitto: Mosquitto, engine: Engine, make: Make) -> None:
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    async with station.running(), house.running():
        assert await house.session.wait_connected(60)
        alert = make.alert()
        house.outbox.send(alert)
        await until(lambda: any(isinstance(payload, AlertStateChange) for payload in house.got))
    assert {payload.name for payload in house.got} == {"alert_state"}


async def test_the_last_will_and_the_farewell_say_offline(
    mosquitto: Mosquitto, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "FAREWELL_S", 60)
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    async with station.running():
        async with house.running():
            assert await house.session.wait_connected(60)
            await house.session.publish_status(True)
        await until(lambda: [s.online for s in station.arrived if isinstance(s, Status)] == [True, True, False])


async def test_garbage_becomes_a_dead_letter_and_the_rest_goes_on(
    mosquitto: Mosquitto, engine: Engine, make: Make
) -> None:
    house = House(mosquitto.settings, engine)
    receipt = Receipt(home="home-1", device="station", at=START, ids=(make.alert().id,))
    async with house.running(), mqtt_client(mosquitto.settings, "stranger") as stranger:
        assert await house.session.wait_connected(60)
        topic = topic_for("demo", receipt)
        wrong = json.dumps({"ids": [], "home": "home-1"}).encode()
        for body in (b"\xff\x00", b"[" * 100_000, wrong, receipt.body()):
            await stranger.publish(topic, body, qos=1)
        await until(lambda: receipt in house.got)
        assert house.dead_letters.count() == 3


async def test_a_row_of_another_release_does_not_hold_up_the_others(
    mosquitto: Mosquitto, engine: Engine, make: Make
) -> None:
    house, station = House(mosquitto.settings, engine), Station(mosquitto.settings)
    house.outbox.send(make.alert())
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE outbox SET body = '{}'")
    alert = make.alert()
    house.outbox.send(alert)
    async with station.running(), house.running():
        await until(lambda: alert.id in station.ids() and house.dead_letters.count() == 1)


async def test_a_broker_that_refuses_is_named_and_tried_again(tmp_path: Path, engine: Engine, make: Make) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("")
    strict = Mosquitto(tmp_path / "strict", extra=f"allow_anonymous false\npassword_file {passwords}")
    strict.start()
    credentials = {"username": "x", "password": SecretStr("y")}
    house = House(strict.settings.model_copy(update=credentials), engine)
    house.outbox.send(make.alert())
    async with house.running():
        await until(lambda: "broker.username" in house.session.trouble)
        await asyncio.to_thread(strict.stop)
        open_one = Mosquitto(tmp_path / "open", port=strict.settings.port)
        await asyncio.to_thread(open_one.start)
        assert await house.session.wait_connected(60)
        assert house.session.trouble == ""
    open_one.stop()


@pytest.mark.parametrize(("host", "told"), [("127.0.0.1", "Nothing listens"), ("no-such-host.invalid", "is not known")])
async def test_an_absent_broker_is_named(engine: Engine, host: str, told: str) -> None:
    house = House(BrokerSettings(host=host, port=free_port()), engine)
    async with house.running():
        await until(lambda: told in house.session.trouble)
        assert not await house.session.wait_connected(0.1)


async def test_tls_troubles_are_named(mosquitto: Mosquitto, engine: Engine, tmp_path: Path) -> None:
    missing = mosquitto.settings.model_copy(update={"ca_file": tmp_path / "none.pem"})
    house = House(missing, engine)
    async with house.running():
        await until(lambda: "does not exist" in house.session.trouble)
