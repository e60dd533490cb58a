"""The broker is dead, and a cry leaves the home all the same: by a message service and by a modem, over a kill -9 of
the speaker, and one alert stands at the station when the broker is back."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import httpx
import pytest

from messages.short_code import short_code
from tests.assistant.second_path.web_service import WebService
from tests.end_to_end.running_stage import until
from tests.hardware.pty_modem import Manners, PtyModem
from tests.mosquitto import Mosquitto
from tests.ports import free_port
from tests.station.program import Program

pytestmark = pytest.mark.broker


class QuietSpeaker:
    """`xiaoan home run` without sound cards, Rasa or bridge."""

    def __init__(self, folder: Path, broker_port: int, url: str, modem: str) -> None:
        self._port = free_port()
        self._log, self._file = folder / "speaker.log", folder / "home.toml"
        self._database = folder / "home" / "home" / "home.db"
        self._file.write_text(
            f'data = "{folder / "home"}"\n[broker]\nown = false\nport = {broker_port}\n'
            '[[home.residents]]\nid = "wang"\nname = "王秀英"\n'
            f'[[home.residents.contacts]]\nname = "李梅"\ncalled = ["女儿"]\nnotify_url = "{url}"\n'
            f"[speaker.page]\nport = {self._port}\n"
            f"[speaker.dialogue]\nrasa_port = {free_port()}\nactions_port = {free_port()}\n"
            '[speaker.hearing]\nmicrophone = "none"\n[speaker.voice]\noutput = "none"\n'
            '[speaker.media]\nplayer = "silent"\n'
            f'[speaker.second_path]\nafter_s = 1\nfirst_pause_s = 1\nlongest_pause_s = 1\nmodem = "{modem}"\n'
            '[[speaker.second_path.recipients]]\nname = "值班电话"\nphone = "10086"\n'
        )

    def start(self) -> None:
        command = [sys.executable, "-P", "-m", "xiaoan", "--config", str(self._file), "home", "run"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until("the speaker", lambda: self.health().get("sos_ready"), 60)

    def kill(self) -> None:
        """kill -9."""
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait(15)

    def say(self, text: str) -> None:
        httpx.post(f"http://127.0.0.1:{self._port}/api/say", json={"text": text}, timeout=15).raise_for_status()

    def health(self) -> dict[str, Any]:
        assert self._process.poll() is None, self._log.read_text(errors="replace")[-2000:]
        try:
            return dict(httpx.get(f"http://127.0.0.1:{self._port}/health", timeout=5).json())
        except httpx.HTTPError:
            return {}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return read(self._database, query)

    def __enter__(self) -> QuietSpeaker:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.kill()


def read(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)) as opened:
        return opened.execute(query).fetchall()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    mosquitto = Mosquitto(tmp_path / "broker")
    mosquitto.start()
    yield mosquitto
    mosquitto.stop()


def test_a_cry_leaves_without_the_broker_and_is_one_alert_when_it_is_back(tmp_path: Path, broker: Mosquitto) -> None:
    port = broker.settings.port
    no_network = Manners(registration="0,2")
    with WebService() as service, PtyModem(no_network) as modem:
        service.status = 500
        speaker = QuietSpeaker(tmp_path, port, service.url, modem.path)
        with speaker:
            until("the broker to be found", lambda: speaker.health().get("broker_connected"))
            broker.kill()
            until("the broker to be missed", lambda: not speaker.health().get("broker_connected", True))
            speaker.say("救命")
            until("an attempt", lambda: service.asked, 30)
            speaker.kill()
            assert {row[0] for row in speaker.rows("SELECT outcome FROM second_path")} == {"waiting"}
            service.status, no_network.registration = 200, "0,1"
            speaker.start()
            until("the daughter to know", lambda: service.taken, 30)
            until("the worker on duty to know", lambda: [pdu for _, pdu in modem.messages if pdu], 30)
            until("both rows", lambda: speaker.rows("SELECT outcome FROM second_path") == [("sent",)] * 2)
            until("the light", lambda: speaker.health().get("light") == "alert_told")
            alert = UUID(speaker.rows("SELECT id FROM alert")[0][0])
            assert short_code(alert) in service.taken[0]["message"]
            the_broker_is_back(speaker, broker, alert, tmp_path / "station")
            speaker.say("我没事")
            until("the daughter to know that she is well", lambda: "没事" in service.taken[-1]["message"], 30)


def the_broker_is_back(speaker: QuietSpeaker, broker: Mosquitto, alert: UUID, folder: Path) -> None:
    broker.start()
    with Program(folder, broker.settings.port):
        until("the station's word", lambda: speaker.rows("SELECT state FROM alert") == [("received",)], 30)
        database = folder / "data" / "station" / "station.db"
        query = "SELECT about, detail FROM events WHERE kind = 'second_path'"
        until("what the home did meanwhile", lambda: len(read(database, query)) == 2, 30)
        assert [UUID(row[0]) for row in read(database, "SELECT id FROM alerts")] == [alert]
        for about, detail in read(database, query):
            assert UUID(about) == alert
            assert json.loads(detail)["code"] == short_code(alert)
            assert json.loads(detail)["outcome"] == "sent"
