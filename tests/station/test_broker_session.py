"""Ingest through a real Mosquitto, on both databases: acknowledged after COMMIT, each alert once."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from config.settings import Settings
from messages.payloads import Metric, Readings, Sample, Status
from station.errors import DatabaseRefusedError
from station.ingest.arrived import Arrived
from station.ingest.receipts import Receipts
from station.lifecycle import Action
from station.tables import AlertRow, FactRow, ReadingRow, StatusRow
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.postgres_server import Postgres
from tests.station.support import LI, START, Rig, Session, a_cancel, a_cry

pytestmark = pytest.mark.broker
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Home]:
    one = Home(broker.settings.port)
    yield one
    one.close()


def test_an_alert_is_kept_and_its_state_comes_back_retained(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    cry = a_cry()
    with Session(rig, settings, broker.settings):
        home.expect_status(True)
        home.send(cry)
        word = home.expect_state(cry.id, "received")
        assert 0 < getattr(word.properties, "MessageExpiryInterval", 0) <= 7 * 86400
        rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
        home.expect_state(cry.id, "acknowledged")
        until("an empty outbox", lambda: not rig.outbox.due(datetime.now(UTC) + timedelta(hours=1), 10))
    home.expect_status(False)
    late = Home(broker.settings.port)
    assert late.expect_state(cry.id, "acknowledged").retain
    late.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_came_while_the_station_was_away_is_delivered(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    """More than the broker sends unacknowledged: it sends them before it answers the subscription."""
    waiting = settings.station.receive_maximum + 50
    with Session(rig, settings, broker.settings):
        home.expect_status(True)
    cries = [a_cry(resident=f"r{number}") for number in range(waiting)]
    for cry in cries:
        home.send(cry)
    assert rig.count(AlertRow) == 0
    with Session(rig, settings, broker.settings):
        for cry in cries:
            home.expect_state(cry.id, "received")
    assert rig.count(AlertRow) == waiting


def test_with_many_waiting_and_a_slow_database_the_broker_goes_on_hearing_from_the_station(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    """A broker ends a connection that is silent for one and a half times its keepalive, and sends all of it again."""
    with Session(rig, settings, broker.settings):
        home.expect_status(True)
    cries = [a_cry(resident=f"r{number}") for number in range(90)]
    for cry in cries:
        home.send(cry)
    seen: list[str] = []
    slow = threading.Event()

    class Slow:
        def take_all(self, messages: Sequence[Arrived]) -> None:
            seen.extend(message.topic for message in messages)
            slow.wait(0.02)
            rig.intake.take_all(messages)

    with Session(rig, settings, broker.settings, Slow(), keepalive_s=1):
        for cry in cries:
            home.expect_state(cry.id, "received")
    assert len(seen) == len(set(seen))


class RefusedOnce(Receipts):
    """Receipts of a database that takes no writing once, as a server does that has become a standby."""

    refused = False

    def gather(self) -> int:
        if not self.refused:
            self.refused = True
            raise DatabaseRefusedError("The database refuses the values (InternalError).")
        return super().gather()


def test_a_database_that_refuses_once_does_not_leave_the_station_deaf(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    receipts = RefusedOnce(rig.database, rig.outbox, rig.clock)
    rig.receipts = receipts
    cry = a_cry()
    with Session(rig, settings, broker.settings):
        until("the refusal", lambda: receipts.refused)
        home.send(cry)
        home.expect_state(cry.id, "received")


def test_duplicates_events_readings_status_and_rubbish(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    cry, event = a_cry(), a_cancel(uuid4())
    readings = Readings(
        home="home-1", resident="wang", device="bridge-1", at=START, metric=Metric.HEART_RATE,
        samples=(Sample(at=START, value=71), Sample(at=START, value=72)),
    )  # fmt: skip
    status = Status(home="home-1", device="speaker-1", at=START, program="speaker", online=True)
    with Session(rig, settings, broker.settings):
        home.expect_status(True)
        home.raw(f"care/v1/demo/home-1/alert/{uuid4()}", b"\xff not json")
        for _ in range(3):
            for payload in (cry, event, readings, status):
                home.send(payload)
        home.expect_state(cry.id, "received")
        home.expect_receipt(event.id)
        until("the status", lambda: rig.count(StatusRow) == 1)
    assert (rig.count(AlertRow), rig.count(FactRow), rig.count(ReadingRow)) == (1, 1, 2)
    assert rig.dead_letters.count() == 1
    # Everything was acknowledged, the rubbish too: nothing is delivered again.
    with Session(rig, settings, broker.settings):
        last = a_cry(resident="last")
        home.send(last)
        home.expect_state(last.id, "received")
    assert rig.dead_letters.count() == 1


def test_a_killed_broker_is_found_again(rig: Rig, settings: Settings, broker: Mosquitto) -> None:
    with Session(rig, settings, broker.settings) as session:
        until("a connection", lambda: session.connected)
        broker.kill()
        until("the loss to be noticed", lambda: not session.connected)
        assert session.trouble
        broker.start()
        until("a connection", lambda: session.connected)
        assert session.trouble == ""
        home = Home(broker.settings.port)
        cry = a_cry()
        home.send(cry)
        home.expect_state(cry.id, "received")
        home.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_state_that_a_killed_broker_forgot_is_said_again(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    cry = a_cry()
    with Session(rig, settings, broker.settings, settled_after_s=3600) as session:
        home.expect_status(True)
        home.send(cry)
        home.expect_state(cry.id, "received")
        rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
        home.expect_state(cry.id, "acknowledged")
        broker.kill()  # before it has saved anything
        until("the loss to be noticed", lambda: not session.connected)
        broker.start()
        anew = Home(broker.settings.port)
        anew.expect_state(cry.id, "acknowledged")
        anew.close()


def test_a_station_without_a_broker_says_what_to_check(rig: Rig, settings: Settings, broker: Mosquitto) -> None:
    broker.stop()
    with Session(rig, settings, broker.settings) as session:
        until("the reason", lambda: "broker.port" in session.trouble)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_while_the_database_is_down_nothing_is_acknowledged_and_nothing_lost(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home, postgres: Postgres
) -> None:
    with Session(rig, settings, broker.settings) as session:
        home.expect_status(True)
        postgres.stop()
        cries = [a_cry(resident=f"r{number}") for number in range(10)]
        for cry in cries:
            home.send(cry)
        until("the loss to be noticed", lambda: "database" in session.trouble)
        postgres.start()
        for cry in cries:
            home.expect_state(cry.id, "received")
    assert rig.count(AlertRow) == 10


def test_killed_between_commit_and_puback_there_is_one_alert(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home, tmp_path: Path
) -> None:
    file = tmp_path / "xiaoan.toml"
    file.write_text(
        f'data = "{settings.data}"\n[broker]\nport = {broker.settings.port}\n'
        f'[station]\ndatabase_url = "{settings.station.database_url}"\n'
    )
    command = [sys.executable, "-m", "tests.station.killed_after_commit", str(file)]
    cry = a_cry()
    with subprocess.Popen(command, cwd=ROOT) as program:
        home.expect_status(True)
        home.send(cry)
        assert program.wait(60) == -signal.SIGKILL
    assert rig.count(AlertRow) == 1  # committed, and the broker still holds it
    seen: list[str] = []

    class Counting:
        def take_all(self, messages: Sequence[Arrived]) -> None:
            seen.extend(message.topic for message in messages)
            rig.intake.take_all(messages)

    with Session(rig, settings, broker.settings, Counting()):
        home.expect_state(cry.id, "received")
        until("the second delivery", lambda: any(str(cry.id) in topic for topic in seen))
    assert (rig.count(AlertRow), rig.count(FactRow)) == (1, 1)
