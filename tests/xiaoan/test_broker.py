"""The generated broker configuration, and what is said when it cannot be used."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.settings import BrokerSettings
from messages.errors import BrokerError
from tests.mosquitto import Mosquitto
from xiaoan.broker import mosquitto_command, mosquitto_config, prepare_mosquitto


def test_the_configuration_keeps_what_it_took_and_listens_on_loopback_only() -> None:
    text = mosquitto_config(BrokerSettings(port=18830), Path("/data/broker"), "somebody")
    lines = text.splitlines()
    for line in (
        "listener 18830 127.0.0.1",
        "persistence true",
        "persistence_location /data/broker/",
        "max_queued_messages 0",
        "user somebody",
    ):
        assert line in lines
    assert any(line.startswith("max_queued_bytes ") for line in lines)
    assert not any(line.startswith("user") for line in mosquitto_config(BrokerSettings(), Path("/x")).splitlines())


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "broker.example.org", "::"])
def test_beyond_loopback_is_refused(host: str) -> None:
    with pytest.raises(ConfigError, match="loopback only"):
        mosquitto_config(BrokerSettings(host=host), Path("/x"))


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BrokerError, match=str(port)):
            prepare_mosquitto(BrokerSettings(port=port), tmp_path / "broker")


def test_an_unusable_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrokerError, match="cannot be used"):
        prepare_mosquitto(BrokerSettings(port=Mosquitto(tmp_path).settings.port), tmp_path / "file" / "broker")


def test_a_missing_mosquitto_is_told_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_named: None)
    with pytest.raises(BrokerError, match="apt-get install mosquitto"):
        mosquitto_command(tmp_path)


@pytest.mark.broker
def test_mosquitto_accepts_the_configuration_and_keeps_its_database(tmp_path: Path) -> None:
    broker = Mosquitto(tmp_path / "broker")
    broker.start()
    broker.stop()
    assert (tmp_path / "broker" / "mosquitto.db").exists()
    assert "Unknown" not in (tmp_path / "broker" / "mosquitto.log").read_text()
