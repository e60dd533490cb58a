"""One MQTT session of a shard: takes messages in, acknowledges what is committed, sends what was decided."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.settings import BrokerSettings
from messages.backoff import Backoff
from messages.errors import BrokerError, OutboxError
from station.errors import DatabaseDownError, DatabaseRefusedError
from station.ingest import broker_client
from station.ingest.arrived import Arrived, Taker
from station.ingest.postman import Postman
from station.ingest.town_crier import TownCrier

LOOP_S = 0.05
ANSWER_WITHIN_S = 10.0
BYTES_AT_ONCE = 8 * 1024 * 1024
RETRY = Backoff(first_s=0.25, longest_s=5.0)


class Right(Protocol):
    """The right to this session; another worker may get it."""

    def valid(self) -> bool:
        """Asks nobody, and is quick."""
        ...

    def renew(self) -> bool:
        """Asks the database. Raises DatabaseDownError."""
        ...


@dataclass(frozen=True)
class Seat:
    """Which session it is. `stale`: what an earlier worker subscribed it to and nobody wants any more."""

    client_id: str
    filters: tuple[str, ...]
    receive_maximum: int
    at_once: int = 1  # messages gathered for one call of the taker
    stale: tuple[str, ...] = ()
    keepalive_s: int = broker_client.KEEPALIVE_S


class BrokerSession:
    """One thread does it all: network, database, publishing. Nothing is shared, so nothing can race.

    While the database is away nothing is acknowledged: the connection is closed, and after the next CONNECT the
    broker delivers again whatever had no PUBACK. Before each CONNECT the right is renewed, so two workers never
    take the session from each other in turn.
    """

    def __init__(
        self,
        broker: BrokerSettings,
        seat: Seat,
        right: Right,
        taker: Taker,
        postman: Postman | None = None,
        crier: TownCrier | None = None,
    ) -> None:
        self._broker = broker
        self._seat = seat
        self._right = right
        self._taker = taker
        self._postman = postman
        self._crier = crier
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=seat.client_id, daemon=True)
        self._up = threading.Event()
        self._trouble = ""
        self._trouble_now = ""
        self._pending: list[MQTTMessage] = []
        self._pending_bytes = 0

    @property
    def connected(self) -> bool:
        """True while the broker has this session and its subscriptions."""
        return self._up.is_set() and self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """False when the thread has ended: stopped, without the right, or by a fault that nobody foresaw."""
        return self._thread.is_alive()

    @property
    def trouble(self) -> str:
        """Why there is no connection; empty when there is one."""
        return self._trouble

    def start(self) -> None:
        """Connects, and keeps connecting while it has the right, in a thread of its own."""
        self._thread.start()

    def tell_to_stop(self) -> None:
        """Returns at once; `stop` waits for the end."""
        self._stopping.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Says farewell and ends the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                if not self._right.renew():
                    self._tell("Another worker has taken this shard over.")
                    return
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
        client = broker_client.make_client(self._broker, self._seat.client_id)
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect
        self._trouble_now = ""
        self._forget_pending()
        if self._crier is not None:
            self._crier.leave_will(client)
        if self._postman is not None:
            self._postman.begin()
        broker_client.connect(client, self._broker, self._seat.receive_maximum, self._seat.keepalive_s)
        try:
            self._await_subscription(client)
            self._serve(client)
        finally:
            if self._up.is_set() and self._stopping.is_set() and self._crier is not None:
                self._crier.say(client, online=False)
            if client.socket() is not None:
                client.disconnect()
                client.loop(LOOP_S)

    def _await_subscription(self, client: Client) -> None:
        """The broker sends what waited for this session first, which may be much and over a slow line."""
        deadline, heard = time.monotonic() + ANSWER_WITHIN_S, 0
        while not (self._up.is_set() or self._stopping.is_set()):
            self._loop(client)
            if len(self._pending) > heard:
                deadline, heard = time.monotonic() + ANSWER_WITHIN_S, len(self._pending)
            elif time.monotonic() > deadline:
                raise BrokerError("The broker took the connection and does not answer.")

    def _serve(self, client: Client) -> None:
        """Where the right has run out and nobody took it, it is renewed without parting from the broker."""
        while not self._stopping.is_set() and (self._right.valid() or self._right.renew()):
            self._take(client)
            if self._postman is not None:
                self._postman.work(client)
            self._loop(client)

    def _take(self, client: Client) -> None:
        """COMMIT, then PUBACK, for so many as go together: more at a time, and the broker would not hear from us."""
        taken = self._pending[: self._seat.at_once]
        # An empty body only takes a retained message away.
        messages = [Arrived(each.topic, bytes(each.payload)) for each in taken if each.payload]
        if messages:
            self._taker.take_all(messages)
        for each in taken:
            client.ack(each.mid, each.qos)
        del self._pending[: len(taken)]
        self._pending_bytes -= sum(len(each.payload) for each in taken)

    def _loop(self, client: Client) -> None:
        """Waits for the network unless a message waits, and reads on while a message more comes with each reading."""
        result = client.loop(0.0 if self._pending and self._up.is_set() else LOOP_S)
        gathered = 0
        while gathered < len(self._pending) < self._seat.at_once and self._pending_bytes < BYTES_AT_ONCE:
            gathered = len(self._pending)
            result = client.loop_read()
        if self._trouble_now:
            raise BrokerError(self._trouble_now)
        if result is not MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise BrokerError("The connection to the broker was lost.")

    def _forget_pending(self) -> None:
        self._pending.clear()
        self._pending_bytes = 0

    def _on_connect(
        self, client: Client, _data: Any, _flags: ConnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._trouble_now = f"The broker refuses the station ({code}). Check broker.username and broker.password."
            return
        broker_client.subscribe(client, self._seat.filters, self._seat.stale)

    def _on_subscribe(
        self, client: Client, _data: Any, _mid: int, codes: list[ReasonCode], _properties: Properties | None
    ) -> None:
        refused = [f"{each} ({code})" for each, code in zip(self._seat.filters, codes, strict=False) if code.is_failure]
        if refused:
            self._trouble_now = (
                f"The broker does not let the station hear {', '.join(refused)}. Check its access rules."
            )
            return
        if self._crier is not None:
            self._crier.say(client, online=True)
        self._trouble = ""
        self._up.set()
        structlog.get_logger().info("broker_connected", host=self._broker.host, session=self._seat.client_id)

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        self._pending.append(message)
        self._pending_bytes += len(message.payload)

    def _on_publish(
        self, _client: Client, _data: Any, mid: int, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if self._postman is not None:
            self._postman.acknowledged(mid, code.is_failure)

    def _on_disconnect(
        self, _client: Client, _data: Any, _flags: DisconnectFlags, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure and not self._trouble_now:
            self._trouble_now = f"The broker ended the connection ({code})."

    def _tell(self, trouble: str) -> None:
        """A reason is logged once, until it changes."""
        if trouble != self._trouble:
            structlog.get_logger().warning("no_broker", session=self._seat.client_id, reason=trouble)
        self._trouble = trouble
