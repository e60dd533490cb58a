"""One bridge for the watches of two homes, on the community's real broker with the rules that the station made."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from config.errors import ConfigError
from config.load import load_settings
from config.settings import BrokerSettings, Settings
from messages.connection import mqtt_client
from messages.payloads import Alert, AlertState, AlertStateChange, Event, EventKind, Finding, Plan, Readings
from messages.thresholds import PLAN
from messages.topics import CONTRACT, Sender, filter_for, topic_for
from station.errors import StationError, WrongProgramError
from tests.messages.support import START
from tests.ports import free_port
from tests.station.secured import COMMUNITY, Connected, SecuredBroker
from tests.station.test_enrolment import Station
from tests.wearable_bridge.elder_watch.support import WITHIN_S
from tests.wearable_bridge.test_bridge import Ear, bridge
from wearable_bridge.app import database_file, serve
from xiaoan.bands.watch_client import WatchClient, dial
from xiaoan.enrol import enrol

pytestmark = pytest.mark.broker
FIRST, SECOND, STRANGER = "1000000001", "1000000002", "9999900009"
SETTINGS = f"""
[bridge]
device = "watch-bridge"
batch_every_s = 0.3
claim_within_s = 1.5
[bridge.vitals]
window = 2
needed = 2
sample_every_s = 0.1
[bridge.elder_watch]
enabled = true
port = {{port}}
frames_a_minute = 100000
[[bridge.elder_watch.watches]]
name = "watch-1"
number = "{FIRST}"
home = "home-1"
resident = "wang"
[[bridge.elder_watch.watches]]
name = "watch-2"
number = "{SECOND}"
home = "home-2"
resident = "wang"
"""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    broker = SecuredBroker(tmp_path_factory.mktemp("community") / "data")
    broker.init()
    broker.start()
    station = Station(broker)
    yield station
    station.database.close()
    broker.stop()


def a_bridge(folder: Path, text: str = SETTINGS) -> Settings:
    file = folder / "xiaoan.toml"
    file.write_text(text.format(port=free_port()))
    return load_settings(file, folder / "data", environ={})


@pytest.fixture(scope="module")
def enrolled(station: Station, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A bridge of many homes, as `xiaoan station bridge-code` and `xiaoan bridge enrol` make it."""
    folder = tmp_path_factory.mktemp("bridge")
    code = station.devices.make_code("watches", "admin", whole_community=True).text
    with station.serving():
        answer = enrol(a_bridge(folder), code, station.url, ("bridge",))
    assert answer.whole_community
    return a_bridge(folder)


@asynccontextmanager
async def ear(broker: BrokerSettings, *filters: str) -> AsyncIterator[Ear]:
    async with mqtt_client(broker, f"ear-{uuid4().hex[:8]}") as client:
        await client.subscribe([(each, 1) for each in filters])
        heard = Ear(client)
        task = asyncio.create_task(heard.listen())
        try:
            yield heard
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def dialled(number: str, settings: Settings) -> WatchClient:
    """As soon as the bridge listens."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            try:
                return await dial(number, "127.0.0.1", settings.bridge.elder_watch.port)
            except OSError:
                await asyncio.sleep(0.05)


async def say_until(done: asyncio.Task[Finding], *said: tuple[WatchClient, int]) -> Finding:
    """The watches tell their pulses again and again."""
    while not done.done():
        for watch, pulse in said:
            await watch.say(f"bphrt,121,77,{pulse},,,,", WITHIN_S)
        await asyncio.sleep(0.05)
    return done.result()


async def test_neither_home_s_data_is_the_other_s(station: Station, enrolled: Settings) -> None:
    (speaker_1,) = station.broker.enrol(station.devices, "home-1", "speaker")
    (speaker_2,) = station.broker.enrol(station.devices, "home-2", "speaker")
    as_station, as_1, as_2 = station.broker.as_station(), *map(station.broker.as_home, (speaker_1, speaker_2))
    early = Plan(home="home-1", resident="wang", device="station", at=START, plan=PLAN,
                 content={"heart_rate": {"ask_high": 95}})  # fmt: skip
    async with (
        ear(as_station, "care/v1/#") as community,
        ear(as_1, "care/v1/#") as first_home,
        ear(as_2, "care/v1/#") as second_home,
        bridge(enrolled),
    ):
        await community.publish(topic_for(COMMUNITY, early), early.body(), retain=True)
        first, second = await dialled(FIRST, enrolled), await dialled(SECOND, enrolled)
        found = asyncio.create_task(first_home.wait_for(Finding))
        finding = await say_until(found, (first, 100), (second, 101))  # lasts as long in both, and is early in one
        stranger = Event(home="home-2", device="speaker-1", at=START, kind=EventKind.FINDING_CLAIMED, about=finding.id)
        await second_home.publish(topic_for(COMMUNITY, stranger), stranger.body())
        alert = await community.wait_for(Alert)
        await community.wait_for(Readings, lambda batch: batch.home == "home-2")
        change = AlertStateChange(home="home-1", device="station", at=START, id=alert.id, state=AlertState.RECEIVED)
        await community.publish(topic_for(COMMUNITY, change), change.body())
        await confirmed(enrolled, alert.id)
        assert not [each for each in second_home.heard if isinstance(each, Finding | Alert)]
        asked = asyncio.create_task(second_home.wait_for(Finding))
        other = await say_until(asked, (second, 125))
    assert (finding.home, finding.resident, finding.device) == ("home-1", "wang", "watch-bridge")
    assert (alert.id, alert.home, alert.resident) == (finding.id, "home-1", "wang")  # claimed by another home's speaker
    assert (other.home, other.resident) == ("home-2", "wang")
    pulses = {
        (batch.home, sample.value)
        for batch in community.heard
        if isinstance(batch, Readings) and batch.metric == "heart_rate"
        for sample in batch.samples
    }
    assert pulses <= {("home-1", 100), ("home-2", 101), ("home-2", 125)}
    assert {"home-1", "home-2"} <= {home for home, _ in pulses}
    assert {payload.home for payload in first_home.heard} == {"home-1"}
    assert {payload.home for payload in second_home.heard} == {"home-2"}


async def confirmed(settings: Settings, alert: UUID) -> None:
    """Returns when the alert waits no more in the bridge's outbox."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            with closing(sqlite3.connect(f"file:{database_file(settings)}?mode=ro", uri=True)) as database:
                if not database.execute("SELECT 1 FROM outbox WHERE id = ?", (alert.hex,)).fetchall():
                    return
            await asyncio.sleep(0.05)


async def test_an_unknown_watch_is_reported_and_not_served(enrolled: Settings) -> None:
    with capture_logs() as logs:
        async with bridge(enrolled):
            watch = await dialled(STRANGER, enrolled)
            watch.send(b"LK,1,0,80")
            await asyncio.wait_for(watch.ended, WITHIN_S)
    (told,) = [each for each in logs if each.get("number_ends")]
    assert told["number_ends"] == STRANGER[-4:]
    assert STRANGER not in str(logs)


def test_the_rules_give_it_all_homes_of_its_community_and_nothing_of_others(
    station: Station, enrolled: Settings
) -> None:
    broker = enrolled.broker_as(enrolled.bridge.broker)
    own = [filter_for(entry, COMMUNITY, "home-7") for entry in CONTRACT if Sender.BRIDGE in entry.senders]
    said = [each.replace("+", str(uuid4())) for each in own if "/status/" not in each]
    forbidden = [
        *(topic.replace(f"/{COMMUNITY}/", "/other/") for topic in said),
        f"care/v1/{COMMUNITY}/home-7/status/bridge",
        f"care/v1/{COMMUNITY}/home-7/status/speaker",
        f"care/v1/{COMMUNITY}/home-7/say/{uuid4()}",
        f"care/v1/{COMMUNITY}/home-7/alert/{uuid4()}/state",
        f"care/v1/{COMMUNITY}/home-7/plan/wang/thresholds",
    ]
    for topic in forbidden:  # Mosquitto ends the connection of who goes on after a refusal
        trespasser = Connected(broker)
        assert trespasser.say(topic) == []
        trespasser.close()
    device = Connected(broker)
    assert device.say(*said, f"care/v1/{COMMUNITY}/watches/status/bridge")[-1].endswith("watches/status/bridge")
    device.close()


def test_its_code_is_for_no_speaker_and_its_id_for_no_home(station: Station) -> None:
    with pytest.raises(WrongProgramError, match="xiaoan bridge enrol"):
        station.ask(station.devices.make_code("watches-2", "admin", whole_community=True).text)
    station.broker.enrol(station.devices, "home-8", "speaker")
    with pytest.raises(StationError, match="another id"):
        station.devices.make_code("home-8", "admin", whole_community=True)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('home = "home-2"\n', "", "needs the home"),
        ("enabled = true\n", "enabled = false\n", "elder_watch.enabled"),
        ('device = "watch-bridge"', 'device = "watch-bridge"\nsimulated_wristband = true', "simulated_wristband"),
    ],
)
async def test_what_it_cannot_carry_is_told_at_the_start(tmp_path: Path, before: str, after: str, told: str) -> None:
    text = SETTINGS.replace("[bridge]\n", "[bridge]\nwhole_community = true\nsimulated_wristband = false\n", 1)
    if "simulated" in told:
        text = text.replace("simulated_wristband = false\n", "")
    text = text.replace("[bridge.vitals]", "[bridge.mqtt_source]\nenabled = false\n[bridge.vitals]", 1)
    with pytest.raises(ConfigError, match=told):
        await serve(a_bridge(tmp_path, text.replace(before, after, 1)), asyncio.Event())


async def test_a_bridge_of_one_home_takes_no_watch_of_another(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="whole_community"):
        await serve(a_bridge(tmp_path), asyncio.Event())
