"""Says at the broker whether the station takes messages in, and leaves word for when it cannot say so itself."""

from __future__ import annotations

from paho.mqtt.client import Client

from messages.clock import Clock
from messages.payloads import Status
from messages.topics import topic_for
from station.ingest.broker_client import leave_will
from station.state_words import DEVICE


class TownCrier:
    """The station's retained status in one community."""

    def __init__(self, community: str, clock: Clock, version: str) -> None:
        self._community = community
        self._clock = clock
        self._version = version

    def leave_will(self, client: Client) -> None:
        """Before CONNECT: the broker says that the station is away when the connection breaks."""
        leave_will(client, self._status(online=False), self._community)

    def say(self, client: Client, online: bool) -> None:
        """Publishes the status."""
        status = self._status(online)
        client.publish(topic_for(self._community, status), status.body(), qos=1, retain=True)

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
