"""Facts become alerts, join them, worsen them, are cancelled; workers close them. On both databases."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest

from messages.payloads import AlertState, Urgency
from station.accounts.account import Account
from station.errors import NotFoundError, TransitionError
from station.lifecycle import Action
from station.tables import AlertRow, EventRow, FactRow, Role
from tests.station.support import LI, Rig, a_cancel, a_cry


def test_a_cry_is_received_and_the_home_hears_of_it(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    assert rig.states()[cry.id].state is AlertState.RECEIVED
    [card] = rig.board.live(LI)
    assert (card.who.name, card.facts[0].said) == ("王秀英", "救命啊")
    assert card.who.contacts[0].phone == "13800000001"
    assert rig.bell.count == 1


def test_the_same_id_again_is_no_second_alert_but_its_state_is_said_again(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.outbox.published(rig.outbox.due(rig.clock.now(), 10), rig.clock.now())
    assert rig.states() == {}
    rig.take(cry)
    assert (rig.count(AlertRow), rig.count(FactRow)) == (1, 1)
    assert rig.states()[cry.id].state is AlertState.RECEIVED


def test_a_new_fact_joins_the_open_alert_and_its_id_learns_that(rig: Rig) -> None:
    first, second = a_cry(said="救命"), a_cry(said="快来人")
    rig.take(first)
    rig.take(second)
    assert rig.count(AlertRow) == 1
    word = rig.states()[second.id]
    assert (word.state, word.joined_to) == (AlertState.JOINED, first.id)
    assert [fact.said for fact in rig.board.live(LI)[0].facts] == ["救命", "快来人"]
    rig.take(second)
    assert rig.count(FactRow) == 2


@pytest.mark.parametrize(
    "other",
    [a_cry(resident="liu"), a_cry(resident=None), a_cry(home="home-2")],
    ids=["resident", "nobody", "home"],
)
def test_somebody_else_has_an_alert_of_her_own(rig: Rig, other: object) -> None:
    rig.take(a_cry())
    assert isinstance(other, type(a_cry()))
    rig.take(other)
    assert rig.count(AlertRow) == 2


def test_two_facts_of_nobody_in_particular_join(rig: Rig) -> None:
    rig.take(a_cry(resident=None))
    rig.take(a_cry(resident=None))
    assert rig.count(AlertRow) == 1


def test_after_resolution_a_cry_is_a_new_alert(rig: Rig) -> None:
    first, second = a_cry(), a_cry()
    rig.take(first)
    rig.alerts.act(first.id, Action.RESOLVE, LI, "误按")
    rig.take(second)
    assert rig.states()[second.id].state is AlertState.RECEIVED
    assert rig.count(AlertRow) == 2


def test_a_worker_accepts_sets_out_and_resolves(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    for action, state in (
        (Action.ACKNOWLEDGE, AlertState.ACKNOWLEDGED),
        (Action.SET_OUT, AlertState.ON_THE_WAY),
        (Action.RESOLVE, AlertState.RESOLVED),
    ):
        rig.alerts.act(cry.id, action, LI, "跌倒，已扶起" if action is Action.RESOLVE else "")
        word = rig.states()[cry.id]
        assert (word.state, word.by) == (state, "李护士")
    assert rig.states()[cry.id].cause == "跌倒，已扶起"
    assert rig.board.live(LI) == ()
    trail = rig.board.alert(LI, cry.id).transitions
    assert [(step.action, step.by) for step in trail] == [
        ("receive", "speaker-1"),
        ("acknowledge", "李护士"),
        ("set_out", "李护士"),
        ("resolve", "李护士"),
    ]


def test_a_worse_fact_opens_an_accepted_alert_again(rig: Rig) -> None:
    mild, cry = a_cry(urgency=Urgency.ATTENTION), a_cry()
    rig.take(mild)
    rig.alerts.act(mild.id, Action.ACKNOWLEDGE, LI)
    rig.clock.forward(600)
    rig.take(cry)
    [card] = rig.board.live(LI)
    assert (card.state, card.urgency, card.accepted_by) == (AlertState.RECEIVED, Urgency.EMERGENCY, "")
    assert rig.states()[mild.id].state is AlertState.RECEIVED


def test_the_second_to_accept_is_told_who_was_first(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    with pytest.raises(TransitionError) as refusal:
        rig.alerts.act(cry.id, Action.ACKNOWLEDGE, Account(2, "赵", Role.WORKER))
    assert refusal.value.by == "李护士"
    assert rig.board.whose(cry.id).accepted_by == "李护士"


def test_of_many_who_accept_at_once_one_succeeds(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    outcomes: list[str] = []
    ready = threading.Barrier(6)

    def accept(number: int) -> None:
        ready.wait()
        try:
            rig.alerts.act(cry.id, Action.ACKNOWLEDGE, Account(number, f"w{number}", Role.WORKER))
            outcomes.append("accepted")
        except TransitionError:
            outcomes.append("refused")

    threads = [threading.Thread(target=accept, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["accepted"] + ["refused"] * 5


def test_of_many_first_facts_at_once_one_alert_is_made(rig: Rig) -> None:
    ready = threading.Barrier(6)

    def cry() -> None:
        ready.wait()
        rig.take(a_cry(home="home-9", resident="new"))

    threads = [threading.Thread(target=cry) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (rig.count(AlertRow), rig.count(FactRow)) == (1, 6)


def test_the_resident_cancels_and_the_alert_stays_until_a_worker_closes_it(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.take(a_cancel(cry.id))
    assert rig.states()[cry.id].state is AlertState.CANCELLED
    assert rig.board.live(LI)[0].state is AlertState.CANCELLED
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "已电话确认")
    assert rig.board.live(LI) == ()


def test_a_cancel_may_come_before_its_alert(rig: Rig) -> None:
    cry = a_cry()
    rig.take(a_cancel(cry.id))
    rig.take(cry)
    assert rig.states()[cry.id].state is AlertState.CANCELLED
    assert [step.action for step in rig.board.alert(LI, cry.id).transitions] == ["receive", "cancel"]


def test_a_cancel_after_acceptance_is_noted_and_the_worker_decides(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    rig.take(a_cancel(cry.id))
    [card] = rig.board.live(LI)
    assert card.state is AlertState.ACKNOWLEDGED
    assert card.cancelled_at is not None


def test_a_new_cry_after_a_cancel_is_an_alert_of_its_own(rig: Rig) -> None:
    first, second = a_cry(), a_cry()
    rig.take(first)
    rig.take(a_cancel(first.id))
    rig.take(second)
    assert rig.states()[second.id].state is AlertState.RECEIVED


def test_another_home_cannot_cancel_nor_touch_an_alert(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.take(a_cancel(cry.id, home="home-2"))
    rig.take(a_cry(cry.id, home="home-2"))
    assert rig.state(cry.id) is AlertState.RECEIVED
    assert (rig.count(AlertRow), rig.dead_letters.count()) == (1, 1)


def test_an_event_gets_its_receipt_and_again_when_it_comes_again(rig: Rig) -> None:
    events = [a_cancel(uuid4()) for _ in range(3)]
    for event in events:
        rig.take(event)
    assert rig.receipts.gather() == 3
    assert sorted(rig.receipted()) == sorted(event.id for event in events)
    assert rig.receipts.gather() == 0
    rig.take(events[0])
    assert rig.receipts.gather() == 1
    assert rig.count(EventRow) == 3


def test_family_sees_its_own_home_only(rig: Rig) -> None:
    cry = a_cry(home="home-2")
    rig.take(cry)
    daughter = Account(3, "李梅", Role.FAMILY, community="demo", home="home-1")
    assert rig.board.live(daughter) == ()
    with pytest.raises(NotFoundError):
        rig.board.alert(daughter, cry.id)
    with pytest.raises(NotFoundError):
        rig.board.resident(daughter, "home-2", None)
    rig.take(a_cry())
    assert [card.who.home for card in rig.board.live(daughter)] == ["home-1"]


def test_the_list_is_by_urgency_then_age_and_those_taken_back_come_last(rig: Rig) -> None:
    order = [("a", Urgency.ATTENTION), ("b", Urgency.EMERGENCY), ("c", Urgency.URGENT), ("d", Urgency.EMERGENCY)]
    for resident, urgency in order:
        rig.take(a_cry(resident=resident, urgency=urgency))
        rig.clock.forward(1)
    taken_back = a_cry(resident="e")
    rig.take(taken_back)
    rig.take(a_cancel(taken_back.id))
    assert [card.who.resident for card in rig.board.live(LI)] == ["b", "d", "c", "a", "e"]
