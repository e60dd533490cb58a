"""A connection to the broker whose other end has gone without a word."""

from __future__ import annotations

import asyncio

import pytest

from station.ingest.broker_session import BrokerSession, Seat
from station.tables import AlertRow
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.support import Always, Rig, a_cry
from xiaoan.chaos.line import Line

pytestmark = pytest.mark.broker
WITHIN_S = 60


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_it_is_noticed_and_what_waited_is_taken_in(rig: Rig, broker: Mosquitto) -> None:
    line = Line(broker.settings.port)
    await line.open()
    seat = Seat("half-open", ("care/v1/+/+/alert/+",), 10, keepalive_s=1)
    session = BrokerSession(broker.settings.model_copy(update={"port": line.port}), seat, Always(), rig.intake)
    session.start()
    await asyncio.to_thread(until, "a connection", lambda: session.connected, WITHIN_S)
    assert line.leave_client() == 1
    home = await asyncio.to_thread(Home, broker.settings.port)
    await asyncio.to_thread(home.send, a_cry())
    await asyncio.to_thread(until, "the alert", lambda: rig.count(AlertRow) == 1, WITHIN_S)
    assert line.live == 1
    await asyncio.to_thread(session.stop)
    await line.close()
    home.close()
