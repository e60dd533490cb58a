"""Silent homes on a database: raised once, whoever looks, ended on return, and one alert for a whole town."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config.phrases import load_phrases
from config.supervision import SupervisionSettings
from messages.payloads import AlertKind, AlertState, Status, Urgency
from messages.topics import Sender
from station.accounts.account import Account
from station.errors import ForbiddenError, NotFoundError
from station.ingest.shards import Shard
from station.lifecycle import Action
from station.supervision.listening import Listening
from station.supervision.pauses import Pauses
from station.supervision.raising import Raising
from station.supervision.silent_homes import SilentHomes
from station.supervision.words import Words
from station.tables import AlertRow, AuditRow, Role
from tests.station.support import COMMUNITY, LI, Rig, a_cry

RULES = SupervisionSettings()


class Shards:
    """Which are heard."""

    def __init__(self) -> None:
        self.heard: dict[str, bool] = {"all": True}

    def connected(self) -> Mapping[str, bool]:
        return self.heard


class Watched:
    """A rig whose homes are watched; two programs look after them."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.shards = Shards()
        self.pauses = Pauses(rig.database, rig.clock)
        self.first, self.second = self.program(), self.program()

    def program(self) -> SilentHomes:
        """As it is after a start."""
        words = Words(load_phrases("zh"), ZoneInfo("Asia/Shanghai"))
        listening = Listening(self.shards.connected, (Shard("all"),))
        raising = Raising(self.rig.alerts, self.rig.clock)
        return SilentHomes(self.rig.database, raising, listening, self.rig.clock, RULES, words)

    def settle(self) -> None:
        """The grace after the start is over."""
        self.look()
        self.rig.clock.forward(RULES.grace_s)

    def look(self) -> None:
        """Both programs, one after the other."""
        self.first.look()
        self.second.look()

    def say(
        self, home: str = "home-1", online: bool = True, at: datetime | None = None, program: Sender = Sender.SPEAKER
    ) -> Status:
        """A status of a home's program, taken in."""
        status = Status(
            home=home, device=f"{program}-1", at=at or self.rig.clock.now(), program=program.value, online=online
        )
        self.rig.take(status)
        return status

    def alerts(self, kind: AlertKind = AlertKind.HOME_SILENT) -> list[AlertRow]:
        with self.rig.database.reading() as session:
            return list(session.scalars(select(AlertRow).where(AlertRow.kind == kind).order_by(AlertRow.received_at)))

    def open(self, kind: AlertKind = AlertKind.HOME_SILENT) -> list[AlertRow]:
        return [row for row in self.alerts(kind) if row.state is AlertState.RECEIVED]


@pytest.fixture
def watched(rig: Rig) -> Watched:
    made = Watched(rig)
    made.settle()
    return made


def test_a_home_that_falls_silent_makes_one_alert_and_ends_it_on_return(watched: Watched) -> None:
    clock = watched.rig.clock
    watched.say()
    clock.forward(170)
    watched.look()
    assert not watched.alerts()
    clock.forward(10)
    for _ in range(3):
        watched.look()
    [alert] = watched.alerts()
    assert (alert.urgency, alert.state, alert.resident) == (Urgency.ATTENTION, AlertState.RECEIVED, "wang")
    clock.forward(3600)
    watched.look()
    watched.say()
    watched.look()
    [alert] = watched.alerts()
    assert alert.state is AlertState.RESOLVED
    assert "又有消息了" in alert.cause
    [receive, *_, clear] = watched.rig.board.alert(LI, alert.id).transitions
    assert (receive.action, clear.action, clear.by) == ("receive", "clear", "station")


def test_the_next_silence_is_an_alert_of_its_own(watched: Watched) -> None:
    for _ in range(2):
        watched.say()
        watched.rig.clock.forward(200)
        watched.look()
    assert [row.state for row in watched.alerts()] == [AlertState.RESOLVED, AlertState.RECEIVED]


def test_a_silence_that_a_worker_has_closed_is_not_raised_again_by_a_restart_either(watched: Watched) -> None:
    watched.say()
    watched.rig.clock.forward(200)
    watched.look()
    watched.rig.alerts.act(watched.alerts()[0].id, Action.RESOLVE, LI, cause="已电话确认平安")
    watched.first, watched.second = watched.program(), watched.program()
    watched.settle()
    watched.look()
    assert [row.state for row in watched.alerts()] == [AlertState.RESOLVED]


def test_a_cry_and_a_silence_are_two_alerts_and_the_return_ends_only_the_silence(watched: Watched) -> None:
    watched.say()
    cry = a_cry()
    watched.rig.take(cry)
    watched.rig.clock.forward(200)
    watched.look()
    assert len(watched.open()) == 1
    watched.say()
    watched.look()
    assert not watched.open()
    assert watched.rig.state(cry.id) is AlertState.RECEIVED


def test_a_last_will_and_a_word_repeated_by_the_broker_are_no_signs_of_life(watched: Watched) -> None:
    said = watched.say()
    watched.rig.clock.forward(100)
    watched.rig.take(said)  # retained: it comes with each new subscription
    watched.say(online=False)
    watched.rig.clock.forward(80)
    watched.look()
    assert len(watched.alerts()) == 1


def test_a_home_never_heard_or_heard_only_by_its_last_will_is_not_missed(watched: Watched) -> None:
    watched.rig.take(a_cry(home="home-7", resident=None))
    watched.say("home-8", online=False)
    watched.rig.clock.forward(9000)
    watched.look()
    assert not watched.alerts()


def test_a_speaker_is_missed_while_the_bridge_is_heard_and_a_bridge_where_there_is_no_speaker(watched: Watched) -> None:
    watched.say("home-1")
    watched.say("home-2", program=Sender.BRIDGE)
    watched.rig.clock.forward(200)
    watched.say("home-1", program=Sender.BRIDGE)
    watched.look()
    assert {row.home for row in watched.alerts()} == {"home-1", "home-2"}


def test_a_home_where_nobody_is_is_not_missed_until_somebody_is_back(watched: Watched) -> None:
    watched.say()
    watched.rig.clock.forward(200)
    watched.look()
    watched.pauses.pause(LI, COMMUNITY, "home-1")
    watched.pauses.pause(LI, COMMUNITY, "home-1")
    watched.look()
    [alert] = watched.alerts()
    assert alert.state is AlertState.RESOLVED
    assert "家中无人" in alert.cause
    assert watched.pauses.since(COMMUNITY, "home-1") is not None
    watched.say()
    watched.rig.clock.forward(9000)
    watched.look()
    assert len(watched.alerts()) == 1
    watched.pauses.watch(LI, COMMUNITY, "home-1")
    watched.look()
    assert len(watched.open()) == 1
    with watched.rig.database.reading() as session:
        deeds = session.scalars(select(AuditRow.action).where(AuditRow.home == f"{COMMUNITY}/home-1")).all()
    assert {"watch_paused", "watch_resumed"} <= set(deeds)


def test_a_family_may_not_switch_the_watch_off(watched: Watched) -> None:
    daughter = Account(9, "李梅", Role.FAMILY, community=COMMUNITY, home="home-1")
    for switch in (watched.pauses.pause, watched.pauses.watch):
        with pytest.raises(ForbiddenError):
            switch(daughter, COMMUNITY, "home-1")


def test_a_start_of_the_station_and_a_broker_that_was_away_raise_nothing(watched: Watched) -> None:
    homes = [f"home-{number}" for number in range(20)]
    for name in homes:
        watched.say(name)
    watched.rig.clock.forward(86400)
    watched.first, watched.second = watched.program(), watched.program()
    watched.look()
    watched.rig.clock.forward(60)
    for name in homes:
        watched.say(name)
    watched.shards.heard = {"all": False}
    watched.look()
    watched.rig.clock.forward(3600)
    watched.look()
    watched.shards.heard = {"all": True}
    watched.look()
    watched.rig.clock.forward(RULES.grace_s - 1)
    watched.look()
    assert not watched.alerts()
    assert not watched.alerts(AlertKind.LINE_SILENT)


def test_a_whole_town_is_one_alert_about_the_line(watched: Watched) -> None:
    homes = [f"home-{number}" for number in range(20)]
    for name in homes:
        watched.say(name)
        watched.rig.clock.forward(3)
    for _ in range(100):
        watched.rig.clock.forward(5)
        watched.look()
    assert not watched.alerts()
    [line] = watched.alerts(AlertKind.LINE_SILENT)
    assert (line.home, line.urgency, line.state) == ("station", Urgency.URGENT, AlertState.RECEIVED)
    for name in homes[1:]:
        watched.say(name)
    watched.look()
    [line] = watched.alerts(AlertKind.LINE_SILENT)
    assert line.state is AlertState.RESOLVED
    watched.rig.clock.forward(30)
    watched.look()
    assert not watched.alerts()  # home-0 has its grace
    for _ in range(10):
        watched.rig.clock.forward(30)
        for name in homes[1:]:
            watched.say(name)
        watched.look()
    assert [row.home for row in watched.alerts()] == ["home-0"]
    assert len(watched.alerts(AlertKind.LINE_SILENT)) == 1


def test_what_the_station_raised_stands_on_the_list_with_a_name(watched: Watched) -> None:
    watched.say()
    watched.rig.clock.forward(200)
    watched.look()
    [view] = watched.rig.board.live(LI)
    assert (view.kind, view.who.name) == (AlertKind.HOME_SILENT, "王秀英")
    assert "最后一次有消息" in view.facts[0].measured


def test_no_home_no_pause_for_a_stranger(watched: Watched) -> None:
    daughter = Account(9, "李梅", Role.FAMILY, community=COMMUNITY, home="home-1")
    with pytest.raises((ForbiddenError, NotFoundError)):
        watched.pauses.pause(daughter, COMMUNITY, "home-2")
