"""The least that an alert's way can take: one QoS 1 message, one row committed, nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import insert

from config.settings import BrokerSettings
from messages.clock import SystemClock
from station.database import Database
from station.tables import AuditRow
from xiaoan.errors import LocalServerError

TOPIC = "bench/raw"
ANSWER_WITHIN_S = 30.0


class RawPost:
    """A sender and a receiver that commits and then acknowledges."""

    def __init__(self, broker: BrokerSettings, database: Database) -> None:
        self._database = database
        self._committed = threading.Event()
        self._sender = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self._receiver = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, manual_ack=True)
        self._receiver.on_message = self._commit
        subscribed = threading.Event()
        self._receiver.on_subscribe = lambda *_: subscribed.set()
        for client in (self._sender, self._receiver):
            client.connect(broker.host, broker.port)
            client.loop_start()
        self._receiver.subscribe(TOPIC, qos=1)
        if not subscribed.wait(ANSWER_WITHIN_S):
            raise LocalServerError("The broker does not answer.")

    def once(self, body: bytes) -> float:
        """Seconds from the publishing to the commit."""
        self._committed.clear()
        began = time.perf_counter()
        self._sender.publish(TOPIC, body, qos=1)
        if not self._committed.wait(ANSWER_WITHIN_S):
            raise LocalServerError("The broker does not deliver.")
        return time.perf_counter() - began

    def close(self) -> None:
        """Ends both connections."""
        for client in (self._sender, self._receiver):
            client.disconnect()
            client.loop_stop()

    def _commit(self, client: Client, _data: object, message: MQTTMessage) -> None:
        row = {"at": SystemClock().now(), "by": "bench", "action": "raw", "about": ""}
        with self._database.writing() as session:
            session.execute(insert(AuditRow), [row])
        self._committed.set()
        client.ack(message.mid, message.qos)


@contextmanager
def raw_post(broker: BrokerSettings, database: Database) -> Iterator[RawPost]:
    """Connected while the block runs."""
    post = RawPost(broker, database)
    try:
        yield post
    finally:
        post.close()
