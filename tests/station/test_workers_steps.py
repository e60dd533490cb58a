"""What workers do with an alert, also at the same moment: taking over, closing, opening again. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from messages.payloads import AlertState
from station.accounts.account import Account
from station.decisions import Person, Step
from station.errors import AnotherOpenError, NotFoundError, StaleError, TransitionError
from station.lifecycle import Action
from station.tables import AlertRow, Role
from tests.station.support import LI, START, Rig, a_cancel, a_cry
from tests.station.test_joining import ladder_base, news

ZHAO = Account(2, "赵", Role.WORKER)
QIAN = Account(3, "钱", Role.SUPERVISOR)


def at_once(*steps: Callable[[], None]) -> list[TransitionError | StaleError | AnotherOpenError]:
    """Does all at the same moment; returns what was refused."""
    ready = threading.Barrier(len(steps))
    refused: list[TransitionError | StaleError | AnotherOpenError] = []

    def run(step: Callable[[], None]) -> None:
        ready.wait()
        try:
            step()
        except (TransitionError, StaleError, AnotherOpenError) as error:
            refused.append(error)

    threads = [threading.Thread(target=run, args=(step,)) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return refused


def whom(refused: list[TransitionError | StaleError | AnotherOpenError]) -> list[str]:
    """Who has the alert, by the refusals."""
    return [error.by for error in refused if isinstance(error, TransitionError)]


def test_another_takes_over_and_the_first_and_the_home_hear_of_it(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    accepted_at = rig.board.whose(cry.id).accepted_at
    rig.clock.forward(60)
    rig.alerts.act(cry.id, Action.SET_OUT, LI)
    with pytest.raises(TransitionError):
        rig.alerts.act(cry.id, Action.SET_OUT, ZHAO)
    rig.alerts.act(cry.id, Action.TAKE_OVER, ZHAO, holder="李护士")
    card = rig.board.whose(cry.id)
    assert (card.state, card.accepted_by, card.accepted_at) == (AlertState.ACKNOWLEDGED, "赵", accepted_at)
    assert (rig.states()[cry.id].state, rig.states()[cry.id].by) == (AlertState.ACKNOWLEDGED, "赵")
    assert news(rig) == [("user:1", "take_over")]


@pytest.mark.parametrize("action", [Action.TAKE_OVER, Action.ACKNOWLEDGE])
def test_of_two_at_once_one_has_it_and_the_other_learns_who(rig: Rig, action: Action) -> None:
    cry = a_cry()
    rig.take(cry)
    holder = None
    if action is Action.TAKE_OVER:
        rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
        holder = LI.name
    act = partial(rig.alerts.act, cry.id, action, holder=holder)
    refused = at_once(partial(act, ZHAO), partial(act, QIAN))
    has_it = rig.board.whose(cry.id).accepted_by
    assert whom(refused) == [has_it]
    assert has_it in {ZHAO.name, QIAN.name}


def test_nothing_is_closed_unread(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    rig.take(a_cry())
    with pytest.raises(StaleError):
        rig.alerts.act(cry.id, Action.RESOLVE, LI, "误报", facts=1)
    assert rig.state(cry.id) is AlertState.ACKNOWLEDGED
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "误报", "儿子已到", facts=2)
    seen = rig.board.alert(LI, cry.id)
    assert (seen.cause, seen.note, seen.transitions[-1].note) == ("误报", "儿子已到", "儿子已到")
    assert "儿子已到" not in rig.states()[cry.id].model_dump_json()  # the note stays at the station


def test_a_closed_alert_is_opened_again_with_a_reason_and_people_are_called_anew(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "误报")
    base = ladder_base(rig, cry.id)
    rig.alerts.act(cry.id, Action.REOPEN, ZHAO, "家属来电说又摔了")
    seen = rig.board.alert(LI, cry.id)
    assert (seen.state, seen.accepted_by, seen.resolved_at, seen.cause) == (AlertState.RECEIVED, "", None, "")
    assert (seen.latest is not None and seen.latest.detail) == "家属来电说又摔了"
    assert rig.states()[cry.id].state is AlertState.RECEIVED
    assert ladder_base(rig, cry.id) > base
    assert news(rig) == [("user:1", "reopen")]
    second = a_cry()
    rig.take(second)
    assert rig.states()[second.id].joined_to == cry.id


def test_of_two_alerts_of_one_resident_only_one_is_open(rig: Rig) -> None:
    closed, cancelled, cry = a_cry(), a_cry(), a_cry()
    rig.take(closed)
    rig.alerts.act(closed.id, Action.RESOLVE, LI, "误报")
    rig.take(cancelled)
    rig.take(a_cancel(cancelled.id))
    rig.take(cry)
    for alert in (closed, cancelled):
        with pytest.raises(AnotherOpenError) as refusal:
            rig.alerts.act(alert.id, Action.REOPEN, LI, "再看看")
        assert refusal.value.other == cry.id
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "已扶起")
    rig.alerts.act(cancelled.id, Action.REOPEN, LI, "电话没人接")
    assert rig.state(cancelled.id) is AlertState.RECEIVED


def test_a_cry_and_a_reopening_in_the_same_moment_leave_one_open_alert(rig: Rig) -> None:
    for name in ("r0", "r1", "r2", "r3", "r4"):
        closed, cry = a_cry(resident=name), a_cry(resident=name)
        rig.take(closed)
        rig.alerts.act(closed.id, Action.RESOLVE, LI, "误报")
        at_once(partial(rig.alerts.act, closed.id, Action.REOPEN, LI, "再看看"), partial(rig.take, cry))
        assert len([card for card in rig.board.live(LI) if card.resident == name]) == 1


def test_a_cry_and_an_end_in_the_same_moment_lose_no_cry(rig: Rig) -> None:
    for name in ("r0", "r1", "r2", "r3", "r4"):
        first, second = a_cry(resident=name), a_cry(resident=name)
        rig.take(first)
        at_once(partial(rig.alerts.act, first.id, Action.RESOLVE, LI, "误报", facts=1), partial(rig.take, second))
        [card] = [card for card in rig.board.live(LI) if card.resident == name]
        assert second.id in {fact.id for fact in card.facts}


def test_whoever_has_a_link_steps_in_the_transaction_of_the_link(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    daughter = Person("contact:home-1:wang:0", "李梅")
    with rig.database.writing() as session:
        rig.alerts.step(session, cry.id, Step(Action.ACKNOWLEDGE, daughter))
    rung = rig.bell.count
    rig.alerts.announce()
    assert rig.bell.count == rung + 1
    assert rig.states()[cry.id].by == "李梅"
    with rig.database.reading() as session:
        assert session.get_one(AlertRow, cry.id).accepted_key == daughter.key
    with rig.database.writing() as session, pytest.raises(NotFoundError):
        rig.alerts.step(session, a_cry().id, Step(Action.ACKNOWLEDGE, daughter))


def test_the_history_says_who_did_what_and_when(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    for step in (Action.ACKNOWLEDGE, Action.SET_OUT):
        rig.clock.forward(30)
        rig.alerts.act(cry.id, step, LI)
    rig.clock.forward(30)
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "已扶起", "膝盖擦伤")
    trail = rig.board.alert(LI, cry.id).transitions
    assert [(t.action, t.before, t.after, t.by, t.at) for t in trail] == [
        ("receive", None, AlertState.RECEIVED, "speaker-1", START),
        ("acknowledge", AlertState.RECEIVED, AlertState.ACKNOWLEDGED, "李护士", START + timedelta(seconds=30)),
        ("set_out", AlertState.ACKNOWLEDGED, AlertState.ON_THE_WAY, "李护士", START + timedelta(seconds=60)),
        ("resolve", AlertState.ON_THE_WAY, AlertState.RESOLVED, "李护士", START + timedelta(seconds=90)),
    ]
    assert (trail[-1].detail, trail[-1].note) == ("已扶起", "膝盖擦伤")
