"""A community's broker as `xiaoan station init` makes it, started for real, and devices that connect to it by TLS."""

from __future__ import annotations

import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from config.load import load_settings
from config.settings import BrokerSettings, Settings
from messages.enrolment import DeviceCredentials, EnrolRequest, WantedDevice, parse_code
from station.broker.devices import Devices
from station.broker.folder import BrokerFolder, broker_folder
from station.commands import home_code, init_broker
from tests.ports import free_port
from tests.station.homeward import until
from xiaoan.broker import mosquitto_program

COMMUNITY = "demo"


class SecuredBroker:
    """The files of a station's data folder, and the Mosquitto that runs on them."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        data.parent.mkdir(parents=True, exist_ok=True)
        self.file = data.parent / "xiaoan.toml"
        self.file.write_text(f'data = "{data}"\n[broker]\nport = {free_port()}\n', encoding="utf-8")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def settings(self) -> Settings:
        """What the station's program reads."""
        return load_settings(self.file, environ={})

    @property
    def folder(self) -> BrokerFolder:
        return broker_folder(self.settings)

    def init(self, *names: str) -> None:
        """As `xiaoan station init`."""
        init_broker(self.settings, names or ("127.0.0.1",), "127.0.0.1", self.port, serve_page=False)

    def start(self) -> None:
        """Returns when it listens for homes."""
        with (self.folder.root / "mosquitto.log").open("ab") as log:
            command = [mosquitto_program(), "-c", str(self.folder.configuration)]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until("the broker", self._listens)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(10)

    def enrol(self, devices: Devices, home: str, *programs: str) -> tuple[DeviceCredentials, ...]:
        """Credentials of a home's devices, by a code."""
        code = parse_code(home_code(self.settings, home).text)
        assert code is not None
        wanted = tuple(
            WantedDevice.model_validate({"name": f"{program}-1", "program": program}) for program in programs
        )
        return devices.enrol(EnrolRequest(secret=code.secret, devices=wanted), "test").devices

    def as_home(self, own: DeviceCredentials) -> BrokerSettings:
        """The broker as a device reaches it."""
        return BrokerSettings.model_validate(
            {
                "own": False,
                "host": "127.0.0.1",
                "port": self.port,
                "ca_file": self.folder.authority,
                "username": own.username,
                "password": own.password,
            }
        )

    def as_station(self) -> BrokerSettings:
        """The broker as the station reaches it."""
        return self.settings.broker_as(self.settings.station.broker)

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder.root / "mosquitto.log").read_text()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


class Connected:
    """One client, whose network runs while something is waited for: what it heard, what the broker let it say."""

    def __init__(self, broker: BrokerSettings, client_id: str = "") -> None:
        self.heard: list[str] = []
        self.refused = ""
        self.cut_off = False
        self._up = False
        self._subscribed = False
        self._answers: dict[int, bool] = {}
        client = Client(CallbackAPIVersion.VERSION2, client_id, protocol=MQTTv5)
        if broker.username is not None:
            client.username_pw_set(broker.username, broker.password.get_secret_value() if broker.password else None)
        if broker.ca_file is not None:
            client.tls_set(ca_certs=str(broker.ca_file))
        client.on_connect = self._on_connect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        self._client = client
        client.connect(broker.host, broker.port, keepalive=60)
        self.wait("an answer to CONNECT", lambda: self._up)

    def hear(self, *filters: str) -> None:
        """Returns when the broker has taken the subscriptions."""
        self._subscribed = False
        self._client.subscribe([(each, 1) for each in filters])
        self.wait("an answer to SUBSCRIBE", lambda: self._subscribed)

    def say(self, *topics: str) -> list[str]:
        """The topics on which the broker lets this client speak; the bodies are of no matter."""
        mids = {self._client.publish(topic, b"x", qos=1).mid: topic for topic in topics}
        self.wait("every PUBACK", lambda: mids.keys() <= self._answers.keys())
        return [topic for mid, topic in mids.items() if self._answers[mid]]

    def hear_until(self, topic: str) -> list[str]:
        """The topics heard up to this one."""
        self.wait(topic, lambda: topic in self.heard)
        return self.heard[: self.heard.index(topic) + 1]

    def wait(self, what: str, true: Callable[[], bool]) -> None:
        """Returns as soon as it is true; fails naming what was waited for."""

        def step() -> bool:
            self._client.loop(0.01)
            return true()

        until(what, step)

    def close(self) -> None:
        self._client.disconnect()

    def _on_connect(self, _client: Client, _data: object, _flags: object, code: ReasonCode, _more: object) -> None:
        self.refused = str(code) if code.is_failure else ""
        self._up = True

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self.heard.append(message.topic)

    def _on_publish(self, _client: Client, _data: object, mid: int, code: ReasonCode, _more: object) -> None:
        self._answers[mid] = not code.is_failure

    def _on_subscribe(self, *_told: object) -> None:
        self._subscribed = True

    def _on_disconnect(self, *_told: object) -> None:
        self.cut_off = True
