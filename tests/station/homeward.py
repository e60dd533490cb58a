"""A home's end of the broker: publishes like a speaker and hears what the station says. Waits, never sleeps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from messages.payloads import AlertStateChange, Payload, Receipt, Status
from messages.topics import Received, decode, topic_for
from tests.station.support import COMMUNITY

WITHIN_S = 90.0


def until(what: str, true: Callable[[], bool], within_s: float = WITHIN_S) -> None:
    """Returns as soon as it is true; fails naming what was waited for."""
    deadline = time.monotonic() + within_s
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {within_s} s for {what}")
        time.sleep(0.01)


class Home:
    """One MQTT client."""

    def __init__(self, port: int, topics: str = "care/v1/#") -> None:
        self.heard: list[tuple[MQTTMessage, Payload]] = []
        self._news = threading.Condition()
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self._client.on_message = self._on_message
        subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        self._client.subscribe(topics, qos=1)
        assert subscribed.wait(WITHIN_S)

    def raw(self, topic: str, body: bytes) -> None:
        """Any bytes on any topic; returns when the broker has taken them."""
        self._client.publish(topic, body, qos=1).wait_for_publish(WITHIN_S)

    def retain(self, topic: str, body: bytes) -> None:
        """As `raw`, and the broker keeps it."""
        self._client.publish(topic, body, qos=1, retain=True).wait_for_publish(WITHIN_S)

    def send(self, payload: Payload, community: str = COMMUNITY) -> None:
        """Returns when the broker has taken it."""
        self.raw(topic_for(community, payload), payload.body())

    def expect(self, what: str, matches: Callable[[Payload], bool], within_s: float = WITHIN_S) -> MQTTMessage:
        """The first message, past or future, that matches."""
        with self._news:
            found: list[MQTTMessage] = []

            def there() -> bool:
                found[:] = [message for message, payload in self.heard if matches(payload)][:1]
                return bool(found)

            assert self._news.wait_for(there, within_s), f"waited {within_s} s for {what}"
            return found[0]

    def expect_state(self, alert: object, state: str, within_s: float = WITHIN_S) -> MQTTMessage:
        """The retained state of an alert."""
        return self.expect(
            f"state {state}",
            lambda p: isinstance(p, AlertStateChange) and p.id == alert and p.state == state,
            within_s,
        )

    def expect_receipt(self, event: object) -> MQTTMessage:
        """A receipt that holds the event's id."""
        return self.expect("a receipt", lambda p: isinstance(p, Receipt) and event in p.ids)

    def expect_status(self, online: bool) -> MQTTMessage:
        """The station's own status."""
        return self.expect(
            "the station's status", lambda p: isinstance(p, Status) and p.program == "station" and p.online is online
        )

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        decoded = decode(message.topic, bytes(message.payload))
        if isinstance(decoded, Received):
            with self._news:
                self.heard.append((message, decoded.payload))
                self._news.notify_all()
