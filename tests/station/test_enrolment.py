"""A new speaker gets its credentials by a one-time code, over TLS, from the station that made the code and no other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from config.enrolment import enrolment_file
from config.load import load_settings
from config.settings import Settings
from messages.enrolment import EnrolmentCode, EnrolRequest, WantedDevice, new_code, parse_code, secret_hash
from station.broker.devices import Devices
from station.broker.folder import BrokerFolder
from station.broker.tables import EnrolmentCodeRow
from station.database import Database
from station.errors import CodeError, DeviceTakenError, SignInError, StationError
from station.tables import AuditRow
from station.web.api import add_api
from station.web.desk import Desk
from station.web.enrol_api import add_enrol_api
from station.wiring.database import open_migrated
from station.wiring.devices import devices_of
from tests.ports import free_port
from tests.station.homeward import until
from tests.station.secured import Connected, SecuredBroker
from tests.station.support import HandClock
from xiaoan.enrol import enrol
from xiaoan.errors import XiaoanError

BOTH = ("speaker", "bridge")
SPEAKER = WantedDevice(name="speaker-1", program="speaker")


class Station:
    """The enrolment routes of a station, by TLS with its own certificate; and what was sent to it."""

    def __init__(self, broker: SecuredBroker) -> None:
        self.broker = broker
        self.clock = HandClock()
        self.database: Database = open_migrated(broker.settings)
        self.devices: Devices = devices_of(broker.settings, self.database, self.clock)
        self.asked: list[str] = []
        self.url = ""

    @contextmanager
    def serving(self) -> Iterator[None]:
        site, folder = FastAPI(), self.broker.folder
        desk = cast(Desk, SimpleNamespace(devices=self.devices))
        add_api(site, desk)
        add_enrol_api(site, desk)

        @site.middleware("http")
        async def note(request: Request, call_next: Any) -> Any:
            self.asked.append(f"{request.method} {request.url.path}")
            return await call_next(request)

        with served(site, folder) as url:
            self.url = url
            yield

    def code(self, home: str = "home-1") -> str:
        return self.devices.make_code(home, "admin").text

    def ask(self, code: str, *wanted: WantedDevice) -> Any:
        parsed = parse_code(code)
        assert parsed is not None
        return self.devices.enrol(EnrolRequest(secret=parsed.secret, devices=wanted or (SPEAKER,)), "192.0.2.1")


@contextmanager
def served(site: FastAPI, folder: BrokerFolder) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(
        site, port=port, log_level="error", ssl_certfile=folder.certificate, ssl_keyfile=folder.key, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until("the page", lambda: server.started)
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    broker = SecuredBroker(tmp_path / "station" / "data")
    broker.init()
    station = Station(broker)
    yield station
    station.database.close()


def a_speaker(tmp_path: Path) -> Settings:
    return load_settings(None, tmp_path / "speaker", environ={})


@pytest.mark.broker
def test_a_code_moves_the_credentials_and_the_speaker_connects_with_them(station: Station, tmp_path: Path) -> None:
    station.broker.start()
    with station.serving():
        answer = enrol(a_speaker(tmp_path), station.code("home-12"), station.url, BOTH)
    assert (answer.community, answer.home) == ("demo", "home-12")
    settings = a_speaker(tmp_path)
    assert (settings.home.id, settings.broker.port, settings.broker.own) == ("home-12", station.broker.port, False)
    assert not settings.bridge.simulated_wristband
    assert enrolment_file(settings.data_dir).stat().st_mode & 0o777 == 0o600
    for own, program in ((settings.speaker.broker, "speaker"), (settings.bridge.broker, "bridge")):
        device = Connected(settings.broker_as(own))
        assert device.say(f"care/v1/demo/home-12/status/{program}")
        device.close()
    station.broker.stop()


def test_another_station_with_the_same_address_gets_no_secret(station: Station, tmp_path: Path) -> None:
    other = SecuredBroker(tmp_path / "impostor" / "data")
    other.init()
    impostor = Station(other)
    with impostor.serving(), pytest.raises(XiaoanError, match="not the station this code was made at"):
        enrol(a_speaker(tmp_path), station.code(), impostor.url, BOTH)
    assert impostor.asked == ["GET /api/enrol/authority"]
    assert not enrolment_file(a_speaker(tmp_path).data_dir).exists()
    impostor.database.close()


def test_who_passes_on_the_certificate_of_the_station_gets_no_secret_either(station: Station, tmp_path: Path) -> None:
    """The authority is public: whoever stands between can show it, but has no key that goes with it."""
    between = SecuredBroker(tmp_path / "between" / "data")
    between.init()
    asked = []
    site = FastAPI()

    @site.get("/api/enrol/authority")
    def authority() -> Any:
        return PlainTextResponse(station.devices.authority())

    @site.post("/api/enrol")
    def credentials() -> None:
        asked.append("secret")

    with served(site, between.folder) as url, pytest.raises(XiaoanError, match="cannot be reached"):
        enrol(a_speaker(tmp_path), station.code(), url, BOTH)
    assert asked == []


def test_enrolled_machines_are_not_enrolled_again_unawares(station: Station, tmp_path: Path) -> None:
    with station.serving():
        enrol(a_speaker(tmp_path), station.code(), station.url, ("speaker",))
        with pytest.raises(XiaoanError, match="--again"):
            enrol(a_speaker(tmp_path), station.code(), station.url, ("bridge",))
        with pytest.raises(XiaoanError, match="not valid"):
            code = parse_code(station.code())
            assert code is not None
            enrol(a_speaker(tmp_path), str(EnrolmentCode("A" * 12, code.pin)), station.url, ("bridge",), again=True)
        enrol(a_speaker(tmp_path), station.code(), station.url, ("bridge",), again=True)


@pytest.mark.parametrize(
    ("code", "url", "told"),
    [
        ("AAAA", "https://127.0.0.1:1", "no enrolment code"),
        ("A" * 28, "station", "no address"),
        ("A" * 28, "http://192.0.2.1:18081", "https only"),
        ("A" * 28, "https://127.0.0.1:1", "cannot be reached"),
    ],
)
def test_what_cannot_be_asked_is_told(tmp_path: Path, code: str, url: str, told: str) -> None:
    with pytest.raises(XiaoanError, match=told):
        enrol(a_speaker(tmp_path), code, url, BOTH)


def test_a_code_is_good_once(station: Station) -> None:
    code = station.code()
    station.ask(code)
    with pytest.raises(CodeError):
        station.ask(code, WantedDevice(name="speaker-2", program="speaker"))


def test_a_code_ends_after_half_an_hour(station: Station) -> None:
    code = station.code()
    station.clock.forward(30 * 60)
    with pytest.raises(CodeError):
        station.ask(code)


def test_a_name_that_is_taken_does_not_cost_the_code_and_another_speaker_not_its_place(station: Station) -> None:
    station.ask(station.code())
    code = station.code()
    with pytest.raises(DeviceTakenError):
        station.ask(code)
    twice = WantedDevice(name="speaker-2", program="speaker")
    with pytest.raises(DeviceTakenError):
        station.ask(code, twice, twice)
    station.ask(code, twice)
    station.devices.revoke("home-1", "admin", "speaker-1")
    station.ask(station.code())


def test_revoking_a_home_ends_its_codes_too(station: Station) -> None:
    station.ask(station.code())
    code = station.code()
    station.devices.revoke("home-1", "admin")
    with pytest.raises(CodeError):
        station.ask(code)


def test_guessing_codes_is_slowed_and_written_down(station: Station) -> None:
    for _ in range(5):
        with pytest.raises(CodeError):
            station.ask("A" * 28)
    good = station.code()
    with pytest.raises(SignInError) as refusal:
        station.ask(good)
    station.clock.forward(refusal.value.wait_s)
    station.ask(good)
    with station.database.reading() as session:
        rows = session.execute(select(AuditRow.action, AuditRow.by, AuditRow.home).order_by(AuditRow.id)).all()
    assert [action for action, _, _ in rows] == ["code_refused"] * 5 + ["code_made", "device_enrolled"]
    assert rows[-1] == ("device_enrolled", "admin", "demo/home-1")


def test_the_secret_is_kept_as_a_hash(station: Station) -> None:
    parsed = parse_code(station.code())
    assert parsed is not None
    with station.database.reading() as session:
        assert session.scalars(select(EnrolmentCodeRow.secret_hash)).all() == [secret_hash(parsed.secret)]
    assert parsed.secret != secret_hash(parsed.secret)


@pytest.mark.parametrize("home", ["", "Home", "a/b", "+", "#", "x" * 64])
def test_an_id_that_could_mean_more_than_one_home_gets_no_code(station: Station, home: str) -> None:
    with pytest.raises(StationError):
        station.code(home)


def test_without_a_broker_of_its_own_a_station_makes_no_code(tmp_path: Path) -> None:
    settings = a_speaker(tmp_path)
    database = open_migrated(settings)
    with pytest.raises(StationError, match="station init"):
        devices_of(settings, database, HandClock()).make_code("home-1", "admin")
    database.close()


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_a_code(text: str) -> None:
    parsed = parse_code(text)
    assert parsed is None or parse_code(str(parsed)) == parsed


def test_a_code_is_read_however_it_was_typed(station: Station) -> None:
    code = new_code(station.devices.authority())
    shown = str(code)
    assert len(shown) == 34
    mistaken = shown.translate(str.maketrans("OIB", "018"))
    for typed in (shown, shown.lower(), shown.replace("-", " "), mistaken, f" {shown}\n"):
        assert parse_code(typed) == code
    assert new_code(station.devices.authority()).secret != code.secret
