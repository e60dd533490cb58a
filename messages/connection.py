"""How the programs at home connect to a broker: MQTT 5 through aiomqtt, with errors a person can act on."""

from __future__ import annotations

import socket
import ssl

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from config.settings import BrokerSettings
from messages.errors import BrokerError

KEEPALIVE_S = 15
CALL_TIMEOUT_S = 5.0
AT_ONCE = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a small packet waits 40 ms for the answer to the last one
_BAD_CREDENTIALS, _NOT_AUTHORIZED, _TAKEN_OVER = 134, 135, 142


def mqtt_client(
    broker: BrokerSettings, identifier: str, session_kept_s: int = 0, will: aiomqtt.Will | None = None
) -> aiomqtt.Client:
    """A client to enter as a context. With `session_kept_s` the broker keeps the session so long."""
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = session_kept_s
    return aiomqtt.Client(
        broker.host,
        broker.port,
        username=broker.username,
        password=None if broker.password is None else broker.password.get_secret_value(),
        identifier=identifier,
        protocol=aiomqtt.ProtocolVersion.V5,
        clean_start=session_kept_s == 0,
        keepalive=KEEPALIVE_S,
        timeout=CALL_TIMEOUT_S,
        properties=properties,
        will=will,
        socket_options=[AT_ONCE],
        tls_params=None if broker.ca_file is None else aiomqtt.TLSParameters(ca_certs=str(broker.ca_file)),
    )


def publish_properties(expires_after_s: int | None) -> Properties:
    """MQTT 5 properties of a message that the broker drops after so long; None: never."""
    properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
    if expires_after_s is not None:
        properties.MessageExpiryInterval = expires_after_s
    return properties


def broker_error(error: aiomqtt.MqttError, broker: BrokerSettings) -> BrokerError:
    """What to check, in one line."""
    where = f"{broker.host}:{broker.port}"
    cause = error.__cause__ or error.__context__
    code = _reason_code(error) or (_reason_code(cause) if cause is not None else None)
    if code in (_BAD_CREDENTIALS, _NOT_AUTHORIZED):
        return BrokerError(f"The broker at {where} refuses this device. Check broker.username and broker.password.")
    if code == _TAKEN_OVER:
        return BrokerError(f"Another program uses this device's name at the broker {where}. Give each device its own.")
    if isinstance(cause, OSError):
        return BrokerError(_network_trouble(cause, broker, where))
    return BrokerError(f"The connection to the broker at {where} was lost or not answered ({error}).")


def _network_trouble(cause: OSError, broker: BrokerSettings, where: str) -> str:
    match cause:
        case ssl.SSLError():
            return f"TLS with the broker at {where} fails ({cause.reason or cause}). Check broker.ca_file."
        case FileNotFoundError():
            return f"broker.ca_file: {broker.ca_file} does not exist."
        case ConnectionRefusedError():
            return f"Nothing listens at {where}. Check that the broker runs, broker.host and broker.port."
        case socket.gaierror():
            return f"The name {broker.host!r} is not known. Check broker.host and the network."
    return f"The broker at {where} cannot be reached ({cause.strerror or 'no answer'})."


def _reason_code(error: BaseException) -> int | None:
    code = getattr(error, "rc", None)
    return code.value if isinstance(code, ReasonCode) else None
