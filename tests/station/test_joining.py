"""What joins what, what a cancellation takes back, and what a forged state does. On both databases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from messages.payloads import Alert, AlertKind, AlertState, AlertStateChange, Event, EventKind, Urgency
from station.errors import TransitionError
from station.lifecycle import Action
from station.tables import AlertRow, FactRow, NewsRow, TransitionRow
from tests.station.support import LI, START, Rig, a_cancel, a_cry


def later(payload: Alert, seconds: float) -> Alert:
    return payload.model_copy(update={"at": START + timedelta(seconds=seconds)})


def word(about: UUID, seconds: float) -> Event:
    return a_cancel(about).model_copy(update={"at": START + timedelta(seconds=seconds)})


def news(rig: Rig) -> list[tuple[str, str]]:
    """(recipient, what happened) of what holders have to hear."""
    with rig.database.reading() as session:
        query = select(NewsRow.recipient, TransitionRow.action).join(
            TransitionRow, NewsRow.transition == TransitionRow.id
        )
        return [(recipient, action) for recipient, action in session.execute(query.order_by(NewsRow.id))]


def actions(rig: Rig, alert: UUID) -> list[str]:
    return [step.action for step in rig.board.alert(LI, alert).transitions]


def published(rig: Rig) -> None:
    """Everything in the outbox has gone."""
    rig.outbox.published(rig.outbox.due(rig.clock.now(), 1000), rig.clock.now())


def test_a_cry_after_the_cancellation_is_not_swallowed_when_the_cancellation_comes_last(rig: Rig) -> None:
    first, again = a_cry(), later(a_cry(), 20)
    rig.take(first)
    rig.take(again)
    published(rig)
    rig.take(word(first.id, 10))  # said between the two
    assert rig.state(first.id) is AlertState.RECEIVED
    assert rig.states()[first.id].state is AlertState.RECEIVED  # the home had closed it
    assert [fact.taken_back_at is None for fact in rig.board.live(LI)[0].facts] == [False, True]
    assert actions(rig, first.id)[-1] == "take_back"
    rig.take(word(again.id, 30))
    assert rig.state(first.id) is AlertState.CANCELLED


def test_a_cry_taken_back_before_it_came_does_not_take_back_another(rig: Rig) -> None:
    late, again = a_cry(urgency=Urgency.EMERGENCY), later(a_cry(urgency=Urgency.ATTENTION), 20)
    rig.take(word(late.id, 10))
    rig.take(again)
    rig.take(late)
    [card] = rig.board.live(LI)
    assert (card.state, card.urgency) == (AlertState.RECEIVED, Urgency.ATTENTION)
    assert rig.states()[late.id].joined_to == again.id


def test_one_word_takes_back_all_that_she_and_her_band_raised_before(rig: Rig) -> None:
    band = a_cry(kind=AlertKind.BAND_SOS).model_copy(update={"device": "bridge-1"})
    rig.take(band)
    rig.take(later(a_cry(), 5))
    rig.take(word(band.id, 10))
    assert rig.state(band.id) is AlertState.CANCELLED


@pytest.mark.parametrize("urgency", [Urgency.EMERGENCY, Urgency.URGENT], ids=["worse", "as urgent"])
def test_after_i_am_well_on_an_accepted_alert_a_new_cry_calls_people_anew(rig: Rig, urgency: Urgency) -> None:
    first, again = a_cry(urgency=Urgency.URGENT), later(a_cry(urgency=urgency), 20)
    rig.take(first)
    rig.alerts.act(first.id, Action.ACKNOWLEDGE, LI)
    rig.take(word(first.id, 10))
    base = ladder_base(rig, first.id)
    rig.take(again)
    [card] = rig.board.live(LI)
    assert (card.state, card.accepted_by, card.accepted_at, card.cancelled_at) == (AlertState.RECEIVED, "", None, None)
    assert ladder_base(rig, first.id) > base
    assert news(rig)[0] == ("user:1", "cancel")
    assert {action for _, action in news(rig)[1:]} <= {"join", "worsen", "renew"}
    rig.take(word(again.id, 30))  # and a second cancellation counts
    assert rig.state(first.id) is AlertState.CANCELLED


def ladder_base(rig: Rig, alert: UUID) -> int:
    with rig.database.reading() as session:
        return session.get_one(AlertRow, alert).ladder_base


def test_whoever_has_it_hears_of_a_fact_that_calls_nobody_else(rig: Rig) -> None:
    cry = a_cry()
    rig.take(cry)
    rig.take(a_cry())
    assert news(rig) == []
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    base = ladder_base(rig, cry.id)
    band = a_cry(kind=AlertKind.VITAL_SIGN, urgency=Urgency.URGENT)
    rig.take(band)
    rig.take(band)
    assert news(rig) == [("user:1", "join")]
    assert (rig.state(cry.id), ladder_base(rig, cry.id)) == (AlertState.ACKNOWLEDGED, base)
    rig.alerts.act(cry.id, Action.RESOLVE, LI, "已扶起")
    assert len(news(rig)) == 1  # he knows what he did himself


def test_her_answer_joins_what_the_bridge_raised_with_the_same_id(rig: Rig) -> None:
    measured = a_cry(said="", kind=AlertKind.VITAL_SIGN, urgency=Urgency.URGENT)
    rig.take(measured)
    rig.alerts.act(measured.id, Action.ACKNOWLEDGE, LI)
    answered = measured.model_copy(update={"asked": "您还好吗", "answered": "头晕", "urgency": Urgency.EMERGENCY})
    for _ in range(2):
        rig.take(answered)
    [card] = rig.board.live(LI)
    assert (card.state, card.urgency, rig.count(FactRow)) == (AlertState.RECEIVED, Urgency.EMERGENCY, 1)
    assert (card.facts[0].asked, card.facts[0].answered) == ("您还好吗", "头晕")
    assert actions(rig, measured.id) == ["receive", "acknowledge", "add", "worsen"]
    rig.take(measured)  # the bridge's own word again: nothing new
    assert len(actions(rig, measured.id)) == 4


def test_a_graver_answer_opens_what_was_closed_without_it(rig: Rig) -> None:
    measured = a_cry(said="", kind=AlertKind.VITAL_SIGN, urgency=Urgency.ATTENTION)
    rig.take(measured)
    rig.alerts.act(measured.id, Action.RESOLVE, LI, "数值正常")
    rig.take(measured.model_copy(update={"asked": "您还好吗", "urgency": Urgency.URGENT}))  # silence
    [card] = rig.board.live(LI)
    assert (card.state, card.urgency, card.resolved_at, card.cause) == (AlertState.RECEIVED, Urgency.URGENT, None, "")
    rig.alerts.act(measured.id, Action.RESOLVE, LI, "已电话确认")
    cry = a_cry()
    rig.take(cry)
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    # With another one open the graver fact is told there: there is one open alert.
    rig.take(measured.model_copy(update={"answered": "胸口疼", "urgency": Urgency.EMERGENCY}))
    assert rig.state(measured.id) is AlertState.RESOLVED
    assert [card.id for card in rig.board.live(LI)] == [cry.id]
    assert news(rig)[-1] == ("user:1", "join")


def test_the_same_id_with_ever_other_words_does_not_grow_for_ever(rig: Rig) -> None:
    cry = a_cry(said="救命")
    for number in range(12):
        rig.take(cry.model_copy(update={"said": f"{number}" * 400}))
    rig.take(cry)
    [fact] = rig.board.live(LI)[0].facts
    assert len(fact.said) <= 1500


def test_a_silent_home_is_an_incident_of_its_own_and_ends_by_itself(rig: Rig) -> None:
    silent = a_cry(kind=AlertKind.HOME_SILENT, resident=None, urgency=Urgency.ATTENTION, said="")
    cry = a_cry(resident=None)
    rig.take(silent)
    rig.take(cry)
    assert rig.states()[cry.id].state is AlertState.RECEIVED
    with rig.database.writing() as session:
        rig.alerts.clear(session, silent.id, "又有消息了")
    assert rig.states()[silent.id].state is AlertState.RESOLVED
    assert [card.id for card in rig.board.live(LI)] == [cry.id]
    with rig.database.writing() as session, pytest.raises(TransitionError):
        rig.alerts.clear(session, cry.id, "又有消息了")
    assert rig.state(cry.id) is AlertState.RECEIVED


@pytest.mark.parametrize("state", list(AlertState))
def test_a_state_from_a_home_changes_nothing_and_is_kept_as_a_dead_letter(rig: Rig, state: AlertState) -> None:
    cry = a_cry()
    rig.take(cry)
    published(rig)
    forged = AlertStateChange(
        id=cry.id, home="home-1", device="station", at=START, state=state, by="李护士", joined_to=uuid4()
    )
    rig.take(forged)
    rig.take(forged.model_copy(update={"id": uuid4()}))
    assert (rig.state(cry.id), rig.count(AlertRow), len(actions(rig, cry.id))) == (AlertState.RECEIVED, 1, 1)
    assert rig.states() == {}
    assert rig.dead_letters.count() == 2
    assert "only the station" in rig.dead_letters.listed()[0].letter.reason


def test_cancellations_of_known_unknown_and_other_homes_ids_are_harmless_in_any_number(rig: Rig) -> None:
    cry, event = a_cry(), a_cancel(uuid4())
    rig.take(cry)
    for _ in range(3):
        rig.take(event)
        rig.take(a_cancel(cry.id, home="home-2"))
    assert rig.state(cry.id) is AlertState.RECEIVED
    mine = Event(home="home-1", device="speaker-1", at=START, kind=EventKind.CANCEL, about=cry.id)
    for _ in range(3):
        rig.take(mine)
    rig.take(a_cancel(cry.id))
    assert actions(rig, cry.id) == ["receive", "cancel"]
    assert rig.dead_letters.count() == 0
