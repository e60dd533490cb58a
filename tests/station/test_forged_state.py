"""A state that is not the station's, over a real broker: kept as a dead letter, and nothing else happens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from config.settings import Settings
from messages.payloads import AlertState, AlertStateChange
from tests.mosquitto import Mosquitto
from tests.station.homeward import Home, until
from tests.station.support import START, Rig, Session, a_cry

pytestmark = pytest.mark.broker


@pytest.fixture
def home(broker: Mosquitto) -> Iterator[Home]:
    one = Home(broker.settings.port)
    yield one
    one.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_forged_state_is_kept_and_the_stations_own_are_not_taken_for_forged(
    rig: Rig, settings: Settings, broker: Mosquitto, home: Home
) -> None:
    cry, last = a_cry(), a_cry(resident="last")
    forged = AlertStateChange(id=cry.id, home="home-1", device="station", at=START, state=AlertState.RESOLVED)
    with Session(rig, settings, broker.settings):
        home.expect_status(True)
        home.send(cry)
        home.expect_state(cry.id, "received")
        home.send(forged)
        until("the dead letter", lambda: rig.dead_letters.count() == 1)
    # The broker keeps what came meanwhile for the station, and the station's retained words do not come back as news.
    home.send(forged)
    with Session(rig, settings, broker.settings):
        home.send(last)
        home.expect_state(last.id, "received")
        until("the second dead letter", lambda: rig.dead_letters.count() == 2)
    assert rig.state(cry.id) is AlertState.RECEIVED
    assert {kept.letter.topic for kept in rig.dead_letters.listed()} == {f"care/v1/demo/home-1/alert/{cry.id}/state"}
