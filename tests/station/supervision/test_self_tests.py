"""Self-tests at the station: answered, never an alert, and missed when they do not come."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from config.phrases import load_phrases
from config.settings import RetentionSettings
from config.supervision import SelfTestSettings, SupervisionSettings
from messages.payloads import AlertKind, AlertState, Status, Urgency
from station.ingest.shards import Shard
from station.retention import Retention
from station.supervision.listening import Listening
from station.supervision.overdue_tests import OverdueTests
from station.supervision.raising import Raising
from station.supervision.tables import SelfTestRow
from station.supervision.words import Words
from station.tables import AlertRow, EscalationRow, FactRow, NotificationRow
from tests.station.supervision.messages import a_test, its_return
from tests.station.support import LI, START, Rig, a_cry

DAY_S = 86400.0


def kept(rig: Rig, test: UUID) -> SelfTestRow:
    with rig.database.reading() as session:
        return session.get_one(SelfTestRow, test)


def test_it_is_answered_and_kept_and_nobody_takes_it_for_an_alert(rig: Rig) -> None:
    test = a_test()
    rig.take(test)
    answer = rig.states()[test.id]
    assert (answer.state, answer.kind, answer.home) == (AlertState.RESOLVED, AlertKind.SELF_TEST, "home-1")
    rig.clock.forward(2)
    report = its_return(test.id)
    rig.take(report)
    row = kept(rig, test.id)
    assert (row.round_trip_s, row.received_at, row.returned_at) == (0.14, START, START + timedelta(seconds=2))
    for table in (AlertRow, FactRow, EscalationRow, NotificationRow):
        assert rig.count(table) == 0
    assert rig.board.live(LI) == rig.board.history(LI) == ()
    assert rig.dead_letters.count() == 0


def test_the_same_one_again_is_one_row_and_answered_again(rig: Rig) -> None:
    test = a_test()
    for _ in range(3):
        rig.take(test)
    assert rig.count(SelfTestRow) == 1
    assert test.id in rig.states()


def test_one_with_the_id_of_an_alert_does_not_close_it(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.take(a_test(cry.id))
    assert rig.states()[cry.id].state is AlertState.RECEIVED
    assert rig.state(cry.id) is AlertState.RECEIVED
    assert rig.dead_letters.count() == 1


def test_a_cry_with_the_id_of_a_self_test_is_a_cry(rig: Rig) -> None:
    test = a_test()
    rig.take(test)
    rig.take(a_cry(test.id))
    assert rig.state(test.id) is AlertState.RECEIVED
    assert rig.states()[test.id].state is AlertState.RECEIVED


@pytest.mark.parametrize("more", [{"said": "救命"}, {"urgency": Urgency.EMERGENCY}, {"measured": "心率 130"}])
def test_what_says_more_than_a_self_test_is_an_alert(rig: Rig, more: dict[str, object]) -> None:
    odd = a_test().model_copy(update=more)
    rig.take(odd)
    assert rig.state(odd.id) is AlertState.RECEIVED
    assert len(rig.board.live(LI)) == 1


def test_another_home_neither_answers_nor_ends_it(rig: Rig) -> None:
    test = a_test()
    rig.take(test)
    rig.take(a_test(test.id, "home-2"))
    rig.take(its_return(test.id, home="home-2"))
    assert kept(rig, test.id).returned_at is None
    assert rig.dead_letters.count() == 1


@pytest.mark.parametrize("took", ["", "soon", "nan", "inf", "-1"])
def test_a_time_that_is_none_is_not_kept(rig: Rig, took: str) -> None:
    test = a_test()
    rig.take(test)
    rig.take(its_return(test.id, took))
    assert kept(rig, test.id).round_trip_s is None


def test_old_ones_are_taken_away(rig: Rig) -> None:
    retention = Retention(rig.database, rig.clock, RetentionSettings(events_days=10))
    rig.take(a_test())
    rig.clock.forward(9 * DAY_S)
    rig.take(a_test())
    assert retention.sweep() == 0
    rig.clock.forward(2 * DAY_S)
    assert retention.sweep() == 1
    assert rig.count(SelfTestRow) == 1


class Overdue:
    """A home that is heard, and a look at its self-tests."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        words = Words(load_phrases("zh"), ZoneInfo("Asia/Shanghai"))
        self.listening = Listening(lambda: {"all": True}, (Shard("all"),))
        raising = Raising(rig.alerts, rig.clock)
        rules, tests = SupervisionSettings(), SelfTestSettings()
        self.tests = OverdueTests(rig.database, raising, self.listening, rig.clock, rules, tests, words)
        self.listening.look(rig.clock.now())

    def after(self, days: float, heard: bool = True) -> list[AlertState]:
        """Where the alerts about it stand after so many days more."""
        self.rig.clock.forward(days * DAY_S)
        if heard:
            self.rig.take(
                Status(home="home-1", device="speaker-1", at=self.rig.clock.now(), program="speaker", online=True)
            )
        self.tests.look()
        self.tests.look()
        return [view.state for view in self.rig.board.history(LI) if view.kind is AlertKind.TEST_OVERDUE]

    def test_now(self, took_ms: str = "140") -> None:
        test = a_test()
        self.rig.take(test)
        self.rig.take(its_return(test.id, took_ms))


@pytest.fixture
def overdue(rig: Rig) -> Overdue:
    made = Overdue(rig)
    assert made.after(0) == []
    return made


def test_a_home_whose_test_never_comes_is_told_of_once_and_until_it_does(overdue: Overdue) -> None:
    assert overdue.after(7.9) == []
    assert overdue.after(0.2) == [AlertState.RECEIVED]
    assert overdue.after(1) == [AlertState.RECEIVED]
    overdue.test_now("61000")  # too slow
    assert overdue.after(0.01) == [AlertState.RECEIVED]
    overdue.test_now()
    assert overdue.after(0.01) == [AlertState.RESOLVED]
    assert overdue.after(7.9) == [AlertState.RESOLVED]
    assert overdue.after(0.2) == [AlertState.RECEIVED, AlertState.RESOLVED]


def test_a_silent_home_and_one_of_a_station_that_was_away_are_not_told_of(overdue: Overdue) -> None:
    assert overdue.after(9, heard=False) == []
    overdue.rig.clock.forward(1)
    fresh = Overdue(overdue.rig)
    assert fresh.after(0) == []
    assert fresh.after(1.9 / 24) == []
    assert fresh.after(0.2 / 24) == [AlertState.RECEIVED]
