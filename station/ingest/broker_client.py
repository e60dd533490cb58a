"""How the station connects to the broker: paho, MQTT 5, a session that outlives the program."""

from __future__ import annotations

import ssl

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from config.settings import BrokerSettings
from messages.errors import BrokerError
from messages.payloads import Status
from messages.topics import CONTRACT, Sender, filter_for, topic_for

CLIENT_ID = "xiaoan-station-ingest-0"  # fixed: the broker keeps what came while the station was away
SESSION_KEPT_S = 7 * 86400  # as long as `persistent_client_expiration` of the generated broker configuration
KEEPALIVE_S = 15


def make_client(broker: BrokerSettings, will: Status, community: str) -> Client:
    """A client that acknowledges only by hand. Raises BrokerError for a certificate file that cannot be used."""
    client = Client(CallbackAPIVersion.VERSION2, client_id=CLIENT_ID, protocol=MQTTv5, manual_ack=True)
    if broker.username is not None:
        client.username_pw_set(broker.username, broker.password.get_secret_value() if broker.password else None)
    if broker.ca_file is not None:
        try:
            client.tls_set(ca_certs=str(broker.ca_file))
        except (OSError, ssl.SSLError) as error:
            raise BrokerError(f"broker.ca_file: {broker.ca_file} cannot be used ({error}).") from error
    client.will_set(topic_for(community, will), will.body(), qos=1, retain=True)
    return client


def connect(client: Client, broker: BrokerSettings, receive_maximum: int) -> None:
    """Sends CONNECT; the answer comes with the loop. Raises BrokerError."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_KEPT_S
    properties.ReceiveMaximum = receive_maximum
    try:
        client.connect(broker.host, broker.port, KEEPALIVE_S, clean_start=False, properties=properties)
    except OSError as error:
        raise BrokerError(
            f"The broker at {broker.host}:{broker.port} cannot be reached ({error.strerror or error}). "
            "Check that it runs, broker.host and broker.port."
        ) from error


def subscribe(client: Client) -> None:
    """Asks for everything that the contract sends to the station, of every community and home."""
    options = SubscribeOptions(qos=1, noLocal=True)
    client.subscribe([(filter_for(entry), options) for entry in CONTRACT if Sender.STATION in entry.receivers])


def expiring(after_s: float) -> Properties:
    """PUBLISH properties of a message that the broker drops after so long."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    properties.MessageExpiryInterval = int(after_s)
    return properties
