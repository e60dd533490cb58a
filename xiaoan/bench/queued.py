"""Readings that wait at a broker in a session nobody is connected to, and how fast paho alone fetches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from paho.mqtt.client import Client, MQTTMessage, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from config.settings import BrokerSettings
from messages.payloads import Metric, Readings, Sample
from xiaoan.errors import LocalServerError

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ANSWER_WITHIN_S = 30.0
LOOP_S = 0.1


def readings(count: int, homes: int, samples: int) -> Iterator[Readings]:
    """So many batches, the homes taking turns; each a minute of one person's pulse."""
    for number in range(count):
        at = START + timedelta(minutes=number // homes)
        points = tuple(Sample(at=at + timedelta(seconds=2 * each), value=60.0 + each % 40) for each in range(samples))
        yield Readings(
            home=f"home-{number % homes}",
            resident="wang",
            device="bridge-1",
            at=at,
            metric=Metric.HEART_RATE,
            samples=points,
        )


def open_session(broker: BrokerSettings, client_id: str, filters: Sequence[str]) -> None:
    """Makes a session at the broker that keeps what comes, as a worker's that is away."""
    client = _receiver(client_id)
    answered: list[int] = []
    client.on_subscribe = lambda _client, _data, mid, _codes, _properties: answered.append(mid)
    _connect(client, broker, 100)
    client.subscribe([(each, 1) for each in filters])
    _loop_until(client, lambda: bool(answered))
    client.disconnect()
    client.loop(LOOP_S)


def publish(broker: BrokerSettings, messages: Sequence[tuple[str, bytes]]) -> None:
    """Returns when the broker has taken all."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv311)
    client.max_inflight_messages_set(500)
    client.connect(broker.host, broker.port)
    client.loop_start()
    sent = [client.publish(topic, body, qos=1) for topic, body in messages]
    for each in sent:
        each.wait_for_publish(ANSWER_WITHIN_S)
    client.disconnect()
    client.loop_stop()


def receive_alone(broker: BrokerSettings, client_id: str, count: int, receive_maximum: int) -> float:
    """Messages per second of paho with manual acknowledgement and nothing else: the floor of any ingest with it."""
    client = _receiver(client_id)
    got = 0
    began = 0.0

    def on_message(_client: Client, _data: object, message: MQTTMessage) -> None:
        nonlocal got, began
        began = began or time.perf_counter()
        got += 1
        client.ack(message.mid, message.qos)

    client.on_message = on_message
    _connect(client, broker, receive_maximum)
    _loop_until(client, lambda: got >= count)
    seconds = time.perf_counter() - began
    client.disconnect()
    client.loop(LOOP_S)
    return count / seconds


def _receiver(client_id: str) -> Client:
    return Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTv5, manual_ack=True)


def _connect(client: Client, broker: BrokerSettings, receive_maximum: int) -> None:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = 3600
    properties.ReceiveMaximum = receive_maximum
    client.connect(broker.host, broker.port, clean_start=False, properties=properties)
    _loop_until(client, client.is_connected)


def _loop_until(client: Client, true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ANSWER_WITHIN_S
    while not true():
        client.loop(LOOP_S)
        if time.monotonic() > deadline:
            raise LocalServerError("The broker does not answer.")
