"""Leases between workers that meet in the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from paho.mqtt.client import Client
from sqlalchemy import update

from station.database import Database
from station.ingest.broker_session import BrokerSession, Seat
from station.ingest.lease import Leases
from station.ingest.tables import IngestWorkerRow
from station.ingest.town_crier import TownCrier
from tests.mosquitto import Mosquitto
from tests.station.homeward import until
from tests.station.support import COMMUNITY, Rig


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_worker_that_signs_on_does_not_wait_for_another_that_does(database: Database) -> None:
    """Both have been away for longer than a lease, and each would strike the other out."""
    first, second = Leases(database, 60), Leases(database, 60)
    assert first.sign_on() == 1
    with database.writing() as session:
        session.execute(update(IngestWorkerRow).values(until=0.0))
    with ThreadPoolExecutor(1) as other, database.writing() as session:
        session.execute(update(IngestWorkerRow).values(until=1.0))  # as the first does, and has not committed
        signed_on = other.submit(second.sign_on)
        assert signed_on.result(30) == 2
    assert second.sign_on() == 1


class LateRight:
    """Has run out each time it is asked, and is always given again."""

    renewed = 0

    def valid(self) -> bool:
        return False

    def renew(self) -> bool:
        self.renewed += 1
        return True


class CountingCrier(TownCrier):
    """How often the station said that it is there: once in each connection."""

    connections = 0

    def say(self, client: Client, online: bool) -> None:
        self.connections += online
        super().say(client, online)


@pytest.mark.broker
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_right_that_is_renewed_late_does_not_part_from_the_broker(rig: Rig, broker: Mosquitto) -> None:
    right, crier = LateRight(), CountingCrier(COMMUNITY, rig.clock, "0")
    session = BrokerSession(broker.settings, Seat("late", ("care/v1/#",), 10), right, rig.intake, crier=crier)
    session.start()
    until("many renewals", lambda: right.renewed > 20, 60)
    assert session.connected
    assert crier.connections == 1
    session.stop()
