"""Two homes on the community's real broker, with TLS: neither reads nor writes what is the other's or the station's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import aiomqtt
import pytest
from sqlalchemy import Engine

from messages.clock import SystemClock
from messages.connection import mqtt_client
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.enrolment import DeviceCredentials
from messages.outbox import Outbox
from messages.session import Session
from messages.topics import CONTRACT, Sender, filter_for
from station.broker.devices import Devices
from station.wiring.database import open_migrated
from station.wiring.devices import devices_of
from tests.station.secured import COMMUNITY, Connected, SecuredBroker
from tests.station.support import a_cry

pytestmark = pytest.mark.broker


class Community:
    """A station's broker with two homes."""

    def __init__(self, broker: SecuredBroker, devices: Devices) -> None:
        self.broker = broker
        self.devices = devices
        self.speaker, self.bridge = broker.enrol(devices, "home-1", "speaker", "bridge")
        self.other, _ = broker.enrol(devices, "home-2", "speaker", "bridge")


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Community]:
    broker = SecuredBroker(tmp_path_factory.mktemp("community") / "data")
    broker.init()
    database = open_migrated(broker.settings)
    broker.start()
    yield Community(broker, devices_of(broker.settings, database, SystemClock()))
    broker.stop()
    database.close()


def topics(home: str, sender: Sender) -> list[str]:
    """A topic of each kind that a program of a home may say."""
    said = [filter_for(entry, COMMUNITY, home) for entry in CONTRACT if sender in entry.senders]
    return [topic.replace("status/+", f"status/{sender}").replace("+", str(uuid4())) for topic in said]


@pytest.mark.parametrize("sender", [Sender.SPEAKER, Sender.BRIDGE])
def test_a_home_says_what_is_its_own_and_nothing_else(community: Community, sender: Sender) -> None:
    own = community.speaker if sender is Sender.SPEAKER else community.bridge
    station = Connected(community.broker.as_station())
    station.hear("care/v1/#")
    mine = topics("home-1", sender)
    forbidden = [
        *topics("home-2", sender),
        *(topic.replace("/demo/", "/other/") for topic in mine),
        *(topic for topic in topics("home-1", Sender.STATION)),
        f"care/v1/{COMMUNITY}/home-1/alert/{uuid4()}/state",
        f"care/v1/{COMMUNITY}/home-1/status/station",
        "care/v1",
        "home/wearable/wang/reading",
    ]
    for topic in forbidden:  # Mosquitto ends the connection of who goes on after a refusal
        trespasser = Connected(community.broker.as_home(own))
        assert trespasser.say(topic) == []
        trespasser.close()
    device = Connected(community.broker.as_home(own))
    assert device.say(*mine) == mine
    last = f"care/v1/{COMMUNITY}/home-1/alert/{uuid4()}"
    assert device.say(last)
    heard = station.hear_until(last)
    assert set(heard) & set(forbidden) == set()
    device.close()
    station.close()


def test_a_home_hears_what_is_its_own_and_nothing_else(community: Community) -> None:
    station, home = Connected(community.broker.as_station()), Connected(community.broker.as_home(community.speaker))
    other = Connected(community.broker.as_home(community.other))
    home.hear("#", "care/v1/#", "care/v1/demo/home-2/#", "care/v1/demo/+/alert/+", "$SYS/#")
    say = f"care/v1/{COMMUNITY}/home-{{}}/say/{uuid4()}"
    assert other.say(f"care/v1/{COMMUNITY}/home-2/alert/{uuid4()}")
    assert len(station.say(say.format("2"), say.format("1"))) == 2
    heard = home.hear_until(say.format("1"))
    assert [topic for topic in heard if not topic.startswith(f"care/v1/{COMMUNITY}/home-1/")] == []
    for each in (station, home, other):
        each.close()


def test_no_home_takes_over_the_session_of_another_or_of_the_station(community: Community) -> None:
    other = community.broker.as_home(community.other)
    victims = {
        "xiaoan-ingest-all-alerts": Connected(community.broker.as_station(), "xiaoan-ingest-all-alerts"),
        community.speaker.username: Connected(community.broker.as_home(community.speaker)),
    }
    for client_id, victim in victims.items():
        thief = Connected(other, client_id)
        thief.hear(f"care/v1/{COMMUNITY}/home-2/#")
        victim.hear(f"care/v1/{COMMUNITY}/home-1/#")  # answered: it is still connected
        assert not victim.cut_off
        thief.close()
    for victim in victims.values():
        victim.close()


@pytest.mark.parametrize(
    "user",
    [{"username": None, "password": None}, {"password": "wrong"}, {"username": "demo.home-9.speaker-1"}],
    ids=["anonymous", "wrong password", "unknown"],
)
def test_strangers_are_refused(community: Community, user: dict[str, str | None]) -> None:
    as_home = community.broker.as_home(community.speaker)
    stranger = type(as_home).model_validate(as_home.model_dump() | user)
    assert Connected(stranger).refused == "Not authorized"


async def test_a_device_believes_no_other_broker(community: Community, tmp_path: Path) -> None:
    impostor = SecuredBroker(tmp_path / "data")
    impostor.init()
    as_home = community.broker.as_home(community.speaker)
    for wrong in ({"ca_file": impostor.folder.authority}, {"host": "127.1"}):
        client = mqtt_client(as_home.model_copy(update=wrong), "x")
        with pytest.raises(aiomqtt.MqttError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.__aenter__()


async def test_the_speakers_own_session_delivers_by_tls(community: Community, tmp_path: Path) -> None:
    engine: Engine = open_sqlite(tmp_path / "home.db")
    outbox, dead_letters = Outbox(engine, SystemClock()), DeadLetters(engine)
    outbox.create()
    dead_letters.create()
    session = Session(
        broker=community.broker.as_home(community.speaker), community=COMMUNITY, home="home-1", sender=Sender.SPEAKER,
        device="speaker-1", version="1", outbox=outbox, dead_letters=dead_letters, clock=SystemClock(),
    )  # fmt: skip
    station = Connected(community.broker.as_station())
    station.hear("care/v1/#")
    cry = a_cry()

    async def handle(_received: object) -> None:
        return None

    running = asyncio.create_task(session.run(handle))
    try:
        assert await session.wait_connected(15), session.trouble
        await asyncio.to_thread(outbox.send, cry)
        await asyncio.to_thread(station.hear_until, f"care/v1/{COMMUNITY}/home-1/alert/{cry.id}")
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        engine.dispose()
        station.close()


def test_a_revoked_device_is_cut_off_at_once_and_the_others_stay(community: Community) -> None:
    [lost] = community.broker.enrol(community.devices, "home-3", "speaker")
    thief, other = Connected(community.broker.as_home(lost)), Connected(community.broker.as_home(community.other))
    assert community.devices.revoke("home-3", "test") == ("speaker-1",)
    thief.wait("the end of the connection", lambda: thief.cut_off)
    thief.close()
    assert Connected(community.broker.as_home(lost)).refused == "Not authorized"
    assert other.say(f"care/v1/{COMMUNITY}/home-2/alert/{uuid4()}")
    assert not other.cut_off
    other.close()


def test_making_the_broker_again_keeps_keys_users_and_devices(community: Community) -> None:
    folder = community.broker.folder
    kept = {file: file.read_bytes() for file in (folder.authority, folder.authority_key, folder.key)}
    password = community.broker.as_station().password
    community.broker.init("192.0.2.7", "station.example.org")
    assert {file: file.read_bytes() for file in kept} == kept
    assert community.broker.as_station().password == password
    before = folder.certificate.read_bytes()
    community.broker.init("192.0.2.7")
    assert folder.certificate.read_bytes() == before
    for file in (*kept, folder.certificate, folder.passwords, folder.rules, folder.configuration):
        assert file.stat().st_mode & 0o777 == 0o600, file
    again = Connected(community.broker.as_home(community.speaker))
    assert again.say(f"care/v1/{COMMUNITY}/home-1/alert/{uuid4()}")
    again.close()


def test_no_password_stands_in_the_broker_s_files(community: Community) -> None:
    own: DeviceCredentials = community.speaker
    folder = community.broker.folder
    assert own.username in folder.passwords.read_text()
    for file in (folder.passwords, folder.rules, folder.configuration):
        assert own.password not in file.read_text()
    assert own.password not in repr(own)
