"""The two sessions of a shard at a real Mosquitto: readings hold up no alert, and a refused subscription is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from config.settings import Settings
from messages.clock import SystemClock
from messages.payloads import AlertState
from messages.topics import topic_for
from station.ingest.arrived import Arrived, Taker
from station.ingest.broker_session import BrokerSession, Seat
from station.ingest.postman import Postman
from station.ingest.reading_intake import ReadingIntake
from station.ingest.shards import Lane, Shard
from station.tables import ReadingBatchRow
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.support import COMMUNITY, Always, Rig, Session, a_cry
from xiaoan.bench.queued import open_session, publish, readings

pytestmark = pytest.mark.broker
MESSAGES, SAMPLES = 700, 30  # 21,000 readings


class Patient:
    """Takes one lot of readings, and the next only after the alert has been answered."""

    def __init__(self, rig: Rig) -> None:
        self._intake = ReadingIntake(rig.database, rig.intake)
        self.begun = threading.Event()
        self.answered = threading.Event()

    def take_all(self, messages: Sequence[Arrived]) -> None:
        if self.begun.is_set():
            assert self.answered.wait(60)
        self._intake.take_all(messages)
        self.begun.set()


class Counting:
    """Keeps nothing and counts."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def take_all(self, messages: Sequence[Arrived]) -> None:
        self.calls.append(len(messages))


def queue(broker: Mosquitto, client_id: str, count: int, samples: int = 1) -> None:
    """Readings that wait at the broker."""
    open_session(broker.settings, client_id, Shard("all").filters(Lane.READINGS))
    publish(broker.settings, [(topic_for(COMMUNITY, each), each.body()) for each in readings(count, 50, samples)])


def session(broker: Mosquitto, seat: Seat, taker: Taker, rig: Rig | None = None) -> BrokerSession:
    """Of the alerts' lane with the outbox of a rig; without one of the readings' lane."""
    if rig is None:
        return BrokerSession(broker.settings, seat, Always(), taker)
    postman = Postman(rig.outbox, rig.receipts, SystemClock(), 3600)
    rig.outbox.on_new(postman.wake)
    return BrokerSession(broker.settings, seat, Always(), taker, postman)


def seat_of(lane: Lane, receive_maximum: int, at_once: int) -> Seat:
    shard = Shard("all")
    return Seat(shard.client_id(lane), shard.filters(lane), receive_maximum, at_once)


def test_an_alert_does_not_wait_for_twenty_thousand_readings(rig: Rig, broker: Mosquitto) -> None:
    queue(broker, Shard("all").client_id(Lane.READINGS), MESSAGES, SAMPLES)
    home = Home(broker.settings.port, "care/v1/+/+/alert/#")
    patient = Patient(rig)
    alerts = session(broker, seat_of(Lane.ALERTS, 200, 1), rig.intake, rig)
    slow = session(broker, seat_of(Lane.READINGS, 100, 100), patient)
    try:
        alerts.start()
        slow.start()
        assert patient.begun.wait(60)
        cry = a_cry()
        home.send(cry)
        home.expect_state(cry.id, "received", 60)
        assert rig.count(ReadingBatchRow) <= 100
        patient.answered.set()
        until("all readings", lambda: rig.count(ReadingBatchRow) == MESSAGES, 100)
    finally:
        patient.answered.set()
        for each in (alerts, slow):
            each.stop()
        home.close()


def test_what_is_not_committed_is_bounded_also_where_the_broker_forgets_the_receive_maximum(broker: Mosquitto) -> None:
    """Mosquitto 2.0.11 keeps to it until the first PUBACK, then sends more: what is not read waits in the socket."""
    seat = seat_of(Lane.READINGS, receive_maximum=5, at_once=10)
    queue(broker, seat.client_id, 60)
    counting = Counting()
    one = session(broker, seat, counting)
    one.start()
    until("all readings", lambda: sum(counting.calls) == 60)
    one.stop()
    assert counting.calls[0] <= 5
    assert max(counting.calls) <= 10


def test_rubbish_at_the_broker_is_kept_counted_and_harmless(rig: Rig, settings: Settings, broker: Mosquitto) -> None:
    """A megabyte, a clock without a zone, a state that only the station may say, and garbage that is retained."""
    home = Home(broker.settings.port)
    cry = a_cry()
    topic = topic_for(COMMUNITY, cry)
    home.retain(topic, b"\xff\x00 garbage")
    with Session(rig, settings, broker.settings) as running:
        until("the retained garbage", lambda: rig.dead_letters.count() == 1)
        home.raw(topic, b" " * 1_048_576)
        home.raw(topic, cry.body().replace(b"Z", b""))
        home.raw(f"{topic}/state", b'{"state": "resolved"}')
        home.send(cry)
        home.expect_state(cry.id, "received")
        until("all the rubbish", lambda: rig.dead_letters.count() == 4)
        assert running.connected
    assert rig.state(cry.id) is AlertState.RECEIVED
    home.close()


def test_a_subscription_that_is_refused_is_told_and_tried_again(tmp_path: Path) -> None:
    """Mosquitto's own access list lets everybody subscribe; its plug-in of roles answers SUBACK with a refusal."""
    (plugin,) = Path("/usr/lib").glob("*/mosquitto_dynamic_security.so")
    rules = tmp_path / "rules.json"
    allowed = {"publishClientSend": True, "publishClientReceive": True, "subscribe": False, "unsubscribe": True}
    rules.write_text(json.dumps({"defaultACLAccess": allowed}))
    rules.chmod(0o644)
    strict = Mosquitto(tmp_path / "strict", extra=f"plugin {plugin}\nplugin_opt_config_file {rules}")
    strict.start()
    one = session(strict, seat_of(Lane.ALERTS, 200, 1), Counting())
    try:
        one.start()
        until("the reason", lambda: "does not let the station hear care/v1/+/+/alert/+" in one.trouble)
        assert not one.connected
        strict.stop()
        mild = Mosquitto(tmp_path / "mild", port=strict.settings.port)
        mild.start()
        until("a connection", lambda: one.connected, 30)
        assert one.trouble == ""
        mild.stop()
    finally:
        one.stop()
        strict.stop()
