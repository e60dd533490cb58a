"""Ingest workers as real processes: one holds a shard, another follows, nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from config.settings import Settings
from messages.payloads import Alert, Metric, Readings, Sample
from station.tables import AlertRow, FactRow, ReadingBatchRow, ReadingRow
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.ingest_program import Workers, holders, settings_file
from tests.station.support import START, Rig, a_cry

pytestmark = pytest.mark.broker


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Home]:
    one = Home(broker.settings.port)
    yield one
    one.close()


def some_readings(home: str = "home-1") -> Readings:
    samples = tuple(Sample(at=START, value=60.0 + number) for number in range(3))
    return Readings(
        id=uuid4(), home=home, resident="wang", device="bridge-1", at=START, metric=Metric.HEART_RATE, samples=samples
    )


def test_a_killed_worker_is_followed_and_nothing_is_lost_or_doubled(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home, tmp_path: Path
) -> None:
    file = settings_file(tmp_path, settings, broker.settings.port)
    with Workers(file, tmp_path / "workers.log") as workers:
        workers.add()
        workers.add()
        cries: list[Alert] = []
        for _ in range(2):
            holder = workers.await_holders(rig.database, 1)["all"]
            for number in range(30):
                cries.append(a_cry(home=f"home-{len(cries)}"))
                home.send(cries[-1])
                home.send(some_readings())
                if number == 10:
                    workers.kill(holder)
                    workers.add()
        for cry in cries:
            home.expect_state(cry.id, "received", within_s=60)
        until("all readings", lambda: rig.count(ReadingBatchRow) == 60, 60)
        assert (rig.count(AlertRow), rig.count(FactRow), rig.count(ReadingRow)) == (60, 60, 180)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_worker_that_hangs_loses_its_shard_and_does_not_take_it_back(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home, tmp_path: Path
) -> None:
    file = settings_file(tmp_path, settings, broker.settings.port)
    with Workers(file, tmp_path / "workers.log") as workers:
        first = workers.add()
        assert workers.await_holders(rig.database, 1)["all"] == first
        os.kill(first, signal.SIGSTOP)
        second = workers.add()
        until("the takeover", lambda: holders(rig.database).get("all") == second, 60)
        os.kill(first, signal.SIGCONT)
        for _ in range(20):
            cry = a_cry(home=f"home-{uuid4()}"[:60])
            home.send(cry)
            home.expect_state(cry.id, "received")
        assert holders(rig.database) == {"all": second}
        assert rig.count(AlertRow) == 20


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_two_workers_share_the_shards_and_a_clean_end_hands_over_at_once(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home, tmp_path: Path
) -> None:
    shards = "".join(f'[[station.ingest.shards]]\nname = "{name}"\ncommunities = ["{name}"]\n' for name in ("a", "b"))
    with Workers(settings_file(tmp_path, settings, broker.settings.port, shards), tmp_path / "workers.log") as workers:
        first, second = workers.add(), workers.add()
        held = workers.await_holders(rig.database, 2, shards=2)
        assert set(held.values()) == {first, second}
        assert workers.end(first) == 0
        until("the handing over", lambda: holders(rig.database) == {"a": second, "b": second})
        for community in ("a", "b"):
            cry = a_cry()
            home.send(cry, community)
            home.expect_state(cry.id, "received")
