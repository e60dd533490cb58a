"""The rows of both databases against the same decisions on paper, in any order of messages and steps."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from messages.payloads import Alert, AlertKind, AlertState, Event, EventKind, Urgency
from station.accounts.account import Account
from station.decisions import Fact, Step, Word
from station.errors import AnotherOpenError, NotFoundError, TransitionError
from station.lifecycle import OPEN, Action
from station.tables import AlertRow, FactRow, Role
from tests.station.paper import Paper
from tests.station.support import LI, START, Rig

ZHAO = Account(2, "赵", Role.WORKER)
NUMBER = st.integers(0, 4)  # of one of five cries
RAISE = st.tuples(st.just("raise"), NUMBER, st.sampled_from(Urgency))
WELL = st.tuples(st.just("well"), NUMBER, st.sampled_from(["in time", "late"]))
STEP = st.tuples(
    st.sampled_from([Action.ACKNOWLEDGE, Action.SET_OUT, Action.TAKE_OVER, Action.RESOLVE, Action.REOPEN]),
    NUMBER,
    st.sampled_from([LI, ZHAO]),
)
HOMES = count()


class Both:
    """Does everything to the rows and on paper. Cry number n was raised n minutes after the start."""

    def __init__(self, rig: Rig) -> None:
        self.rig, self.paper = rig, Paper()
        self.home = f"home-{next(HOMES)}"
        self.ids = [uuid4() for _ in range(5)]
        self.words: dict[tuple[int, str], Event] = {}

    def cry(self, number: int, urgency: Urgency) -> None:
        at = START + timedelta(minutes=number)
        common = {"id": self.ids[number], "device": "speaker-1", "kind": AlertKind.CRY, "urgency": urgency, "at": at}
        self.rig.take(Alert.model_validate({**common, "home": self.home, "resident": "wang"}))
        self.paper.take(Fact(self.ids[number], "speaker-1", AlertKind.CRY, urgency, at, True))

    def well(self, number: int, when: str) -> None:
        """In time: half a minute after the cry. Late: after all of them. The same again is the same message."""
        about = self.ids[number]
        at = START + (timedelta(minutes=number, seconds=30) if when == "in time" else timedelta(hours=1))
        made = Event(home=self.home, resident="wang", device="speaker-1", at=at, kind=EventKind.CANCEL, about=about)
        event = self.words.setdefault((number, when), made)
        self.rig.take(event)
        self.paper.hear(Word(about, event.device, event.at, True))

    def step(self, action: Action, number: int, by: Account) -> None:
        """On the alert of that cry, whichever it is."""
        alert = self.paper.of.get(self.ids[number], self.ids[number])
        refused_on_paper = refused_in_rows = ""
        try:
            self.paper.act(alert, Step(action, by.person))
        except (TransitionError, AnotherOpenError) as error:
            refused_on_paper = str(error)
        except KeyError:
            refused_on_paper = "no such alert"
        try:
            self.rig.alerts.act(alert, action, by)
        except (TransitionError, AnotherOpenError, NotFoundError) as error:
            refused_in_rows = str(error)
        assert refused_in_rows == refused_on_paper

    def compare(self) -> None:
        """Where each alert stands, who has it, and what belongs to what."""
        with self.rig.database.reading() as session:
            rows = session.scalars(select(AlertRow).where(AlertRow.home == self.home)).all()
            alerts = {row.id: row for row in rows}
            facts = session.scalars(select(FactRow).where(FactRow.alert.in_(alerts))).all()
        on_paper = self.paper.standing
        assert {key: (row.state, row.urgency, row.accepted_by) for key, row in alerts.items()} == {
            key: (it.state, it.urgency, it.held_by.name) for key, it in on_paper.items()
        }
        assert {fact.id: (fact.alert, fact.taken_back_at is not None) for fact in facts} == {
            key: (self.paper.of[key], fact.taken_back) for key, fact in self.paper.facts.items()
        }
        assert sum(row.state in OPEN for row in rows) <= 1
        self.compare_words(alerts)

    def compare_words(self, alerts: dict[UUID, AlertRow]) -> None:
        """The home's last word about each id is where its alert stands, or that it has joined another."""
        said = self.rig.states()
        for fact, alert in self.paper.of.items():
            joined = fact != alert
            assert said[fact].state is (AlertState.JOINED if joined else alerts[alert].state)
            assert said[fact].joined_to == (alert if joined else None)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(st.one_of(RAISE, RAISE, WELL, STEP), min_size=1, max_size=14))
def test_rows_and_paper_agree(rig: Rig, what: list[tuple[str, int, Urgency | Account | str]]) -> None:
    both = Both(rig)
    for kind, number, detail in what:
        match detail:
            case Urgency():
                both.cry(number, detail)
            case Account():
                both.step(Action(kind), number, detail)
            case when:
                both.well(number, when)
    both.compare()
