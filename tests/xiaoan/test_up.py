"""Which parts make a home and a station, and ports that are taken."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from config.phrases import load_phrases
from config.settings import BrokerSettings, PageSettings, Settings
from tests.ports import free_port
from xiaoan.errors import XiaoanError
from xiaoan.parts import PortUse
from xiaoan.up import check_ports, page_url, parts_of, ports_of, program

PHRASES = load_phrases("en")


def test_taken_ports_are_told_with_setting_and_program() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = int(server.getsockname()[1])
        uses = [PortUse("broker.port", "127.0.0.1", port), PortUse("other.port", "127.0.0.1", free_port())]
        with pytest.raises(XiaoanError) as taken:
            check_ports(uses, PHRASES)
    message = str(taken.value)
    assert f"Port {port}" in message
    assert "broker.port" in message
    assert f"process {os.getpid()}" in message
    assert "other.port" not in message


def test_a_port_given_twice_is_told() -> None:
    port = free_port()
    uses = [PortUse("broker.port", "127.0.0.1", port), PortUse("speaker.page.port", "127.0.0.1", port)]
    with pytest.raises(XiaoanError, match=f"{port} stands twice in the settings: broker.port and speaker.page.port"):
        check_ports(uses, PHRASES)


def test_free_ports_pass() -> None:
    check_ports([PortUse("broker.port", "127.0.0.1", free_port())], PHRASES)


def test_the_parts_in_the_order_of_their_start(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, broker=BrokerSettings(port=free_port()))
    parts = parts_of(settings, tmp_path / "mine.toml")
    assert [part.name for part in parts] == ["broker", "station", "speaker", "bridge", "rasa"]
    assert {part.name: part.ports for part in parts} == ports_of(settings)
    assert (tmp_path / "broker" / "mosquitto.conf").exists()


def test_somebody_elses_broker_is_not_started(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, broker=BrokerSettings(own=False, port=free_port()))
    assert parts_of(settings, None)[0].name == "station"
    assert ports_of(settings)["broker"] == ()


def test_a_program_gets_the_same_settings_file_and_data_folder(tmp_path: Path) -> None:
    words = program(Settings(data=tmp_path), tmp_path / "mine.toml", "home", "run")
    assert words[2:] == (
        "-m",
        "xiaoan",
        "--config",
        str(tmp_path / "mine.toml"),
        "--data",
        str(tmp_path),
        "home",
        "run",
    )
    assert "--config" not in program(Settings(data=tmp_path), None, "home", "run")


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (PageSettings(port=1), "http://127.0.0.1:1"),
        (PageSettings(host="0.0.0.0", port=2, certificate=Path("c")), "https://127.0.0.1:2"),
        (PageSettings(host="::1", port=3), "http://[::1]:3"),
        (PageSettings(host="home.example", port=4), "http://home.example:4"),
    ],
)
def test_where_a_page_is_reached(page: PageSettings, url: str) -> None:
    assert page_url(page) == url
