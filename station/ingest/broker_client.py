"""How the station connects to the broker: paho, MQTT 5, a session that outlives the program."""

from __future__ import annotations

import socket
import ssl

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from config.settings import BrokerSettings
from messages.connection import AT_ONCE
from messages.errors import BrokerError
from messages.payloads import Status
from messages.topics import topic_for

SESSION_KEPT_S = 7 * 86400  # as long as `persistent_client_expiration` of the generated broker configuration
KEEPALIVE_S = 15
KEEPALIVE_OF_ALERTS_S = 5  # a connection whose other end has gone without a word is noticed within twice that


def make_client(broker: BrokerSettings, client_id: str) -> Client:
    """A client that acknowledges only by hand. Raises BrokerError for a certificate file that cannot be used."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTv5, manual_ack=True)
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password.get_secret_value() if broker.password else None)
    if broker.ca_file is not None:
        try:
            client.tls_set(ca_certs=str(broker.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise BrokerError(f"broker.ca_file: {broker.ca_file} cannot be used ({error}).") from error
    return client


def leave_will(client: Client, will: Status, community: str) -> None:
    """What the broker says when the connection breaks."""
    client.will_set(topic_for(community, will), will.body(), qos=1, retain=True)


def connect(client: Client, broker: BrokerSettings, receive_maximum: int, keepalive_s: int = KEEPALIVE_S) -> None:
    """Sends CONNECT; the answer comes with the loop. Raises BrokerError.

    No maximum packet size is asked for: the broker would drop what is larger without a word, and here it becomes a
    dead letter. How large a packet may be is the broker's `max_packet_size`.
    """
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_KEPT_S
    properties.ReceiveMaximum = receive_maximum
    client.on_socket_open = _without_delay
    try:
        client.connect(broker.host, broker.port, keepalive_s, clean_start=False, properties=properties)
    except OSError as error:
        raise BrokerError(
            f"The broker at {broker.host}:{broker.port} cannot be reached ({error.strerror or error}). "
            "Check that it runs, broker.host and broker.port."
        ) from error


def _without_delay(_client: Client, _data: object, opened: object) -> None:
    """A small packet does not wait 40 ms for the answer to the one before it."""
    if isinstance(opened, socket.socket):
        opened.setsockopt(*AT_ONCE)


def subscribe(client: Client, filters: tuple[str, ...], stale: tuple[str, ...]) -> None:
    """Asks for the filters, and no more for the stale ones; the answer comes with the loop."""
    if stale:
        client.unsubscribe(list(stale))
    # Retained messages come for a new subscription only: else every reconnecting would bring the status of all homes
    # before the next alert. Where the session was kept, what changed meanwhile has been queued in it.
    new_only = SubscribeOptions.RETAIN_SEND_IF_NEW_SUB
    options = SubscribeOptions(qos=1, noLocal=True, retainHandling=new_only)
    # Of the states, all retained ones would come again at each connection; only a forged one, when it comes, matters.
    states = SubscribeOptions(qos=1, noLocal=True, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND)
    client.subscribe([(each, states if each.endswith("/state") else options) for each in filters])


def expiring(after_s: float) -> Properties:
    """PUBLISH properties of a message that the broker drops after so long."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = int(after_s)
    return properties
