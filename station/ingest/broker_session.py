"""The station's one MQTT session: takes messages in, acknowledges what is committed, sends what was decided."""

from __future__ import annotations

import random
import threading
from typing import Any, Protocol

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.settings import Settings
from messages.backoff import Backoff
from messages.clock import Clock
from messages.errors import BrokerError, OutboxError
from messages.payloads import Status
from messages.topics import topic_for
from station.errors import DatabaseDownError, DatabaseRefusedError
from station.ingest import broker_client
from station.ingest.postman import Postman
from station.state_words import DEVICE

LOOP_S = 0.05
CONNACK_WITHIN_LOOPS = 200  # of LOOP_S
RETRY = Backoff(first_s=0.25, longest_s=5.0)
_DATABASE_DOWN = "The database does not answer; messages wait at the broker."


class Taker(Protocol):
    """Keeps one message."""

    def take(self, topic: str, body: bytes) -> None:
        """Returns when it is committed. Raises DatabaseDownError when it must come again."""
        ...

    def ready(self) -> bool:
        """True when messages can be kept now."""
        ...


class BrokerSession:
    """One thread does it all: network, database, publishing. Nothing is shared, so nothing can race.

    While the database is away nothing is acknowledged: the connection is closed, and after the next CONNECT the
    broker delivers again whatever had no PUBACK.
    """

    def __init__(self, settings: Settings, taker: Taker, postman: Postman, clock: Clock, version: str) -> None:
        self._settings = settings
        self._taker = taker
        self._postman = postman
        self._clock = clock
        self._version = version
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="broker-session", daemon=True)
        self._up = threading.Event()
        self._trouble = ""
        self._trouble_now = ""
        self._database_down = False

    @property
    def connected(self) -> bool:
        """True while the broker has this session."""
        return self._up.is_set()

    @property
    def trouble(self) -> str:
        """Why there is no connection; empty when there is one."""
        return self._trouble

    def start(self) -> None:
        """Connects, and keeps connecting, in a thread of its own."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Says farewell and ends the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._connection()
                failures = 0
            except (BrokerError, OutboxError, DatabaseDownError, DatabaseRefusedError) as error:
                failures = 1 if self._up.is_set() else failures + 1
                self._tell(str(error))
            finally:
                self._up.clear()
            self._stopping.wait(RETRY.pause_s(max(failures, 1), random.random()))  # noqa: S311

    def _connection(self) -> None:
        """One connection from its beginning to its end. Raises BrokerError, OutboxError or an error of the database."""
        if not self._taker.ready():
            raise DatabaseDownError(_DATABASE_DOWN)
        community = self._settings.home.community
        client = broker_client.make_client(self._settings.broker, self._status(False), community)
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        self._database_down = False
        self._trouble_now = ""
        self._postman.begin()
        broker_client.connect(client, self._settings.broker, self._settings.station.receive_maximum)
        try:
            self._await_connack(client)
            self._serve(client)
        finally:
            if self._up.is_set() and self._stopping.is_set():
                self._publish_status(client, False)
            if client.socket() is not None:
                client.disconnect()
                client.loop(LOOP_S)

    def _await_connack(self, client: Client) -> None:
        for _ in range(CONNACK_WITHIN_LOOPS):
            self._loop(client)
            if self._up.is_set() or self._stopping.is_set():
                return
        raise BrokerError("The broker took the connection and does not answer.")

    def _serve(self, client: Client) -> None:
        while not self._stopping.is_set():
            self._loop(client)
            if self._database_down:
                raise DatabaseDownError(_DATABASE_DOWN)
            self._postman.work(client)

    def _loop(self, client: Client) -> None:
        result = client.loop(LOOP_S)
        if self._trouble_now:
            raise BrokerError(self._trouble_now)
        if result is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise BrokerError("The connection to the broker was lost.")

    def _on_connect(
        self, client: Client, _data: Any, _flags: ConnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._trouble_now = f"The broker refuses the station ({code}). Check broker.username and broker.password."
            return
        broker_client.subscribe(client)
        self._publish_status(client, True)
        self._trouble = ""
        self._up.set()
        structlog.get_logger().info("broker_connected", host=self._settings.broker.host)

    def _on_message(self, client: Client, _data: Any, message: MQTTMessage) -> None:
        if self._database_down:
            return
        # An empty body only takes a retained message away.
        if message.payload:
            try:
                self._taker.take(message.topic, bytes(message.payload))
            except DatabaseDownError:
                self._database_down = True
                return
        client.ack(message.mid, message.qos)

    def _on_publish(
        self, _client: Client, _data: Any, mid: int, code: ReasonCode, _properties: Properties | None
    ) -> None:
        self._postman.acknowledged(mid, code.is_failure)

    def _on_disconnect(
        self, _client: Client, _data: Any, _flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure and not self._trouble_now:
            self._trouble_now = f"The broker ended the connection ({code})."

    def _publish_status(self, client: Client, online: bool) -> None:
        status = self._status(online)
        client.publish(topic_for(self._settings.home.community, status), status.body(), qos=1, retain=True)

    def _status(self, online: bool) -> Status:
        return Status(
            home=DEVICE,
            device=DEVICE,
            at=self._clock.now(),
            clock_trusted=self._clock.trusted,
            program=DEVICE,
            online=online,
            version=self._version,
        )

    def _tell(self, trouble: str) -> None:
        """A reason is logged once, until it changes."""
        if trouble != self._trouble:
            structlog.get_logger().warning("no_broker", reason=trouble)
        self._trouble = trouble
