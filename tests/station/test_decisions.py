"""What becomes of an alert, case by case, and in every order that messages and workers can come in."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from messages.payloads import AlertKind, AlertState, Urgency
from station.decisions import (
    NOBODY,
    Change,
    Fact,
    Person,
    Standing,
    Step,
    Word,
    on_addition,
    on_clear,
    on_fact,
    on_step,
    on_word,
    takes_back,
)
from station.errors import AnotherOpenError, StaleError, TransitionError
from station.lifecycle import ACCEPTED, OPEN, Action
from tests.station.paper import Paper
from tests.station.support import START

S, A, U = AlertState, Action, Urgency
LI, ZHAO = Person("user:1", "李护士"), Person("user:2", "赵")


def fact(urgency: Urgency = U.EMERGENCY, after_s: float = 0, taken_back: bool = False, **other: object) -> Fact:
    made = Fact(uuid4(), "speaker-1", AlertKind.CRY, urgency, START + timedelta(seconds=after_s), True, taken_back)
    return Fact(**{**vars(made), **other})


def standing(
    state: AlertState, urgency: Urgency = U.EMERGENCY, well: bool = False, kind: AlertKind = AlertKind.CRY
) -> Standing:
    return Standing(state, kind, urgency, LI if state in ACCEPTED else NOBODY, well)


def told(changes: tuple[Change, ...]) -> list[tuple[Action, AlertState, bool, str]]:
    return [(c.action, c.standing.state, c.climbs, c.news_for.name) for c in changes]


@pytest.mark.parametrize(
    ("before", "new", "expected"),
    [
        (None, fact(), [(A.RECEIVE, S.RECEIVED, True, "")]),
        (None, fact(taken_back=True), [(A.RECEIVE, S.RECEIVED, True, ""), (A.CANCEL, S.CANCELLED, False, "")]),
        (standing(S.RECEIVED), fact(), [(A.JOIN, S.RECEIVED, False, "")]),
        (
            standing(S.RECEIVED, U.ATTENTION),
            fact(),
            [(A.JOIN, S.RECEIVED, False, ""), (A.WORSEN, S.RECEIVED, True, "")],
        ),
        # As urgent as what was accepted: whoever has it hears of it, and nobody else is called.
        (standing(S.ACKNOWLEDGED), fact(), [(A.JOIN, S.ACKNOWLEDGED, False, "李护士")]),
        (standing(S.ON_THE_WAY), fact(U.ATTENTION), [(A.JOIN, S.ON_THE_WAY, False, "李护士")]),
        # Graver: what he accepted was less.
        (
            standing(S.ON_THE_WAY, U.URGENT),
            fact(),
            [(A.JOIN, S.ON_THE_WAY, False, "李护士"), (A.WORSEN, S.RECEIVED, True, "李护士")],
        ),
        # After "I am well" he may have turned back.
        (
            standing(S.ACKNOWLEDGED, well=True),
            fact(),
            [(A.JOIN, S.ACKNOWLEDGED, False, "李护士"), (A.RENEW, S.RECEIVED, True, "李护士")],
        ),
        (standing(S.ACKNOWLEDGED, U.ATTENTION), fact(taken_back=True), [(A.JOIN, S.ACKNOWLEDGED, False, "李护士")]),
    ],
)  # fmt: skip
def test_a_new_fact(before: Standing | None, new: Fact, expected: list[tuple[Action, AlertState, bool, str]]) -> None:
    changes = on_fact(before, new)
    assert told(changes) == expected
    if before is not None:
        assert changes[-1].standing.urgency is min(before.urgency, new.urgency, key=lambda u: u.rank) or new.taken_back


@pytest.mark.parametrize("state", [S.ACKNOWLEDGED, S.ON_THE_WAY])
def test_what_is_cried_after_her_word_clears_the_word_and_the_holder(state: AlertState) -> None:
    after = on_fact(standing(state, well=True), fact())[-1].standing
    assert (after.well, after.held_by) == (False, NOBODY)
    assert told(on_word(after, everything=True)) == [(A.CANCEL, S.CANCELLED, False, "")]


@pytest.mark.parametrize(
    ("before", "everything", "expected"),
    [
        (standing(S.RECEIVED), True, [(A.CANCEL, S.CANCELLED, False, "")]),
        (standing(S.RECEIVED), False, [(A.TAKE_BACK, S.RECEIVED, False, "")]),
        (standing(S.ACKNOWLEDGED), True, [(A.CANCEL, S.ACKNOWLEDGED, False, "李护士")]),
        (standing(S.ON_THE_WAY), True, [(A.CANCEL, S.ON_THE_WAY, False, "李护士")]),
        (standing(S.ON_THE_WAY), False, [(A.TAKE_BACK, S.ON_THE_WAY, False, "李护士")]),
        (standing(S.ACKNOWLEDGED, well=True), True, []),
        (standing(S.CANCELLED, well=True), True, []),
        (standing(S.RESOLVED), True, []),
    ],
)
def test_her_word(before: Standing, everything: bool, expected: list[tuple[Action, AlertState, bool, str]]) -> None:
    assert told(on_word(before, everything)) == expected


@pytest.mark.parametrize(
    ("before", "known", "now", "expected"),
    [
        (standing(S.RECEIVED, U.URGENT), U.URGENT, U.URGENT, [(A.ADD, S.RECEIVED, False, "")]),
        (standing(S.ACKNOWLEDGED, U.URGENT), U.URGENT, U.ATTENTION, [(A.ADD, S.ACKNOWLEDGED, False, "李护士")]),
        (standing(S.ACKNOWLEDGED, U.URGENT), U.URGENT, U.EMERGENCY,
         [(A.ADD, S.ACKNOWLEDGED, False, "李护士"), (A.WORSEN, S.RECEIVED, True, "李护士")]),
        (standing(S.ACKNOWLEDGED), U.URGENT, U.EMERGENCY, [(A.ADD, S.ACKNOWLEDGED, False, "李护士")]),
        # Her silence, known only after a worker closed what the band had measured.
        (standing(S.RESOLVED, U.ATTENTION), U.ATTENTION, U.URGENT,
         [(A.ADD, S.RESOLVED, False, ""), (A.RENEW, S.RECEIVED, True, "")]),
        (standing(S.CANCELLED, U.EMERGENCY, well=True), U.ATTENTION, U.URGENT,
         [(A.ADD, S.CANCELLED, False, ""), (A.RENEW, S.RECEIVED, True, "")]),
        (standing(S.RESOLVED), U.EMERGENCY, U.EMERGENCY, [(A.ADD, S.RESOLVED, False, "")]),
    ],
)  # fmt: skip
def test_more_about_a_known_fact(
    before: Standing, known: Urgency, now: Urgency, expected: list[tuple[Action, AlertState, bool, str]]
) -> None:
    changes = on_addition(before, fact(known), fact(now))
    assert told(changes) == expected
    assert changes[-1].standing.urgency.rank <= before.urgency.rank


@pytest.mark.parametrize(
    ("before", "step", "expected"),
    [
        (S.RECEIVED, Step(A.ACKNOWLEDGE, ZHAO), (S.ACKNOWLEDGED, "赵", False, "")),
        (S.ACKNOWLEDGED, Step(A.SET_OUT, LI), (S.ON_THE_WAY, "李护士", False, "")),
        (S.ACKNOWLEDGED, Step(A.TAKE_OVER, ZHAO), (S.ACKNOWLEDGED, "赵", False, "李护士")),
        (S.ON_THE_WAY, Step(A.TAKE_OVER, ZHAO, holder="李护士"), (S.ACKNOWLEDGED, "赵", False, "李护士")),
        (S.ON_THE_WAY, Step(A.RESOLVE, LI, facts=1), (S.RESOLVED, "李护士", False, "")),
        (S.ON_THE_WAY, Step(A.RESOLVE, ZHAO), (S.RESOLVED, "李护士", False, "李护士")),
        (S.RECEIVED, Step(A.RESOLVE, ZHAO), (S.RESOLVED, "", False, "")),
        (S.CANCELLED, Step(A.RESOLVE, ZHAO), (S.RESOLVED, "", False, "")),
        (S.CANCELLED, Step(A.REOPEN, ZHAO), (S.RECEIVED, "", True, "")),
        (S.RESOLVED, Step(A.REOPEN, ZHAO), (S.RECEIVED, "", True, "")),
    ],
)
def test_a_workers_step(before: AlertState, step: Step, expected: tuple[AlertState, str, bool, str]) -> None:
    change = on_step(standing(before), step, facts=1)
    assert (change.standing.state, change.standing.held_by.name, change.climbs, change.news_for.name) == expected


def test_who_had_closed_it_hears_of_its_reopening() -> None:
    closed = on_step(standing(S.ON_THE_WAY, well=True), Step(A.RESOLVE, LI), 1).standing
    change = on_step(closed, Step(A.REOPEN, ZHAO), 1)
    assert (change.news_for, change.standing.well, change.standing.held_by) == (LI, False, NOBODY)


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (S.ACKNOWLEDGED, Step(A.ACKNOWLEDGE, ZHAO)),
        (S.ON_THE_WAY, Step(A.ACKNOWLEDGE, ZHAO)),
        (S.ACKNOWLEDGED, Step(A.TAKE_OVER, LI)),  # his already
        (S.ACKNOWLEDGED, Step(A.TAKE_OVER, ZHAO, holder="钱")),  # it changed hands since he looked
        (S.ACKNOWLEDGED, Step(A.SET_OUT, ZHAO)),  # not his
        (S.ACKNOWLEDGED, Step(A.CANCEL, ZHAO)),  # only she takes it back
        (S.ACKNOWLEDGED, Step(A.WORSEN, ZHAO)),
        (S.ACKNOWLEDGED, Step(A.CLEAR, ZHAO)),
    ],
)
def test_a_refused_step_names_who_has_it(before: AlertState, step: Step) -> None:
    with pytest.raises(TransitionError) as refusal:
        on_step(standing(before), step, facts=1)
    assert refusal.value.by == "李护士"


def test_what_came_in_while_he_wrote_is_not_closed_unread() -> None:
    with pytest.raises(StaleError):
        on_step(standing(S.ACKNOWLEDGED), Step(A.RESOLVE, LI, facts=1), facts=2)


def test_only_a_silent_home_is_over_by_itself() -> None:
    silent = Standing(S.ACKNOWLEDGED, AlertKind.HOME_SILENT, U.ATTENTION, LI)
    change = on_clear(silent)
    assert (change.standing.state, change.news_for) == (S.RESOLVED, LI)
    with pytest.raises(TransitionError):
        on_clear(standing(S.ACKNOWLEDGED))
    with pytest.raises(TransitionError):
        on_clear(change.standing)


@pytest.mark.parametrize(
    ("fact_at", "fact_device", "fact_trusted", "word_trusted", "expected"),
    [
        (-5, "speaker-1", True, True, True),
        (5, "speaker-1", True, True, False),  # cried after it
        (0, "speaker-1", True, True, False),  # nobody can tell: it stands
        (-5, "speaker-1", False, False, True),  # one clock, wrong but not set between the two
        (-5, "speaker-1", False, True, False),  # set between the two
        (-5, "bridge-1", True, True, True),
        (-5, "bridge-1", False, True, False),
        (-5, "bridge-1", False, False, False),
    ],
)
def test_a_word_takes_back_what_was_surely_before_it(
    fact_at: float, fact_device: str, fact_trusted: bool, word_trusted: bool, expected: bool
) -> None:
    joined = fact(after_s=fact_at, device=fact_device, clock_trusted=fact_trusted)
    word = Word(uuid4(), "speaker-1", START, word_trusted)
    assert takes_back(word, joined) is expected
    assert takes_back(Word(joined.id, "speaker-1", START, word_trusted), joined)


class AnyOrder(RuleBasedStateMachine):
    """A home raises and takes back; the network delivers in any order, late, and again; workers do as they like."""

    raised = Bundle("raised")
    words = Bundle("words")

    def __init__(self) -> None:
        super().__init__()
        self.paper = Paper()
        self.tick = 0
        self.delivered_words: list[Word] = []
        self.lowest: dict[object, int] = {}

    def now_s(self) -> float:
        self.tick += 1
        return float(self.tick)

    @rule(
        target=raised,
        urgency=st.sampled_from(Urgency),
        kind=st.sampled_from([AlertKind.CRY, AlertKind.VITAL_SIGN, AlertKind.HOME_SILENT]),
        device=st.sampled_from(["speaker-1", "bridge-1"]),
        at_once=st.booleans(),
    )
    def somebody_calls(self, urgency: Urgency, kind: AlertKind, device: str, at_once: bool) -> Fact:
        made = fact(urgency, self.now_s(), kind=kind, device=device)
        if at_once:
            self.paper.take(made)
        return made

    @rule(one=raised)
    def it_arrives_perhaps_again(self, one: Fact) -> None:
        self.paper.take(one)

    @rule(target=raised, one=raised, urgency=st.sampled_from(Urgency))
    def more_is_known(self, one: Fact, urgency: Urgency) -> Fact:
        more = fact(urgency, self.now_s(), id=one.id, kind=one.kind, device=one.device)
        self.paper.take(more)
        return more

    @rule(target=words, one=raised, at_once=st.booleans())
    def she_is_well(self, one: Fact, at_once: bool) -> Word:
        word = Word(one.id, "speaker-1", START + timedelta(seconds=self.now_s()), True)
        if at_once:
            self.it_is_heard_perhaps_again(word)
        return word

    @rule(word=words)
    def it_is_heard_perhaps_again(self, word: Word) -> None:
        self.paper.hear(word)
        self.delivered_words.append(word)

    @rule(
        choice=st.randoms(use_true_random=False),
        action=st.sampled_from([A.ACKNOWLEDGE, A.SET_OUT, A.TAKE_OVER, A.RESOLVE, A.REOPEN, A.CLEAR]),
        by=st.sampled_from([LI, ZHAO]),
    )
    def a_worker_does_something(self, choice: object, action: Action, by: Person) -> None:
        if not self.paper.standing:
            return
        alert = choice.choice(list(self.paper.standing))  # type: ignore[attr-defined]
        try:
            if action is A.CLEAR:
                self.paper.clear(alert)
            else:
                self.paper.act(alert, Step(action, by))
        except (TransitionError, AnotherOpenError):
            return

    @invariant()
    def one_open_alert_for_an_incident(self) -> None:
        for silent in (True, False):
            of_kind = [s for s in self.paper.standing.values() if (s.kind is AlertKind.HOME_SILENT) is silent]
            assert sum(s.state in OPEN for s in of_kind) <= 1

    @invariant()
    def no_cry_is_lost(self) -> None:
        for each in self.paper.facts.values():
            words = [w for w in self.delivered_words if w.about == each.id or w.at > each.at]
            if not words and each.id not in self.paper.seen:
                alert = self.paper.standing[self.paper.of[each.id]]
                assert alert.is_open or each.id in self.paper.elsewhere, (each, alert)

    @invariant()
    def urgency_never_sinks(self) -> None:
        for alert, it in self.paper.standing.items():
            assert it.urgency.rank <= self.lowest.get(alert, it.urgency.rank)
            self.lowest[alert] = it.urgency.rank

    @invariant()
    def only_a_person_closes_and_whoever_has_it_hears_of_all(self) -> None:
        for _, change in self.paper.history:
            if change.standing.state is S.RESOLVED and change.before is not S.RESOLVED:
                silent = change.standing.kind is AlertKind.HOME_SILENT
                assert change.action is A.RESOLVE or (change.action is A.CLEAR and silent)
            assert (change.standing.state in ACCEPTED) <= bool(change.standing.held_by.key)
            if change.before in ACCEPTED and change.action in {A.JOIN, A.ADD, A.WORSEN, A.RENEW, A.CANCEL, A.TAKE_BACK}:
                assert change.news_for.key

    def teardown(self) -> None:
        assert set(self.paper.of.values()) == set(self.paper.standing)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
