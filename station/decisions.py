"""What becomes of an alert: of a fact, of the resident's word, of a worker's step. Pure: no rows, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from messages.payloads import AlertKind, AlertState, Urgency
from station.errors import StaleError, TransitionError
from station.lifecycle import ACCEPTED, BY_A_WORKER, BY_THE_STATION, OPEN, RAISED, Action, after, worsens


@dataclass(frozen=True)
class Person:
    """Who does something. `key` names him for ever (user:7, contact:home-1:wang:0), `name` is what people read."""

    key: str
    name: str


NOBODY = Person("", "")


@dataclass(frozen=True)
class Fact:
    """What one raised id says, as far as decisions need it. `at` is the device's clock."""

    id: UUID
    device: str
    kind: AlertKind
    urgency: Urgency
    at: datetime
    clock_trusted: bool
    taken_back: bool = False


@dataclass(frozen=True)
class Word:
    """The resident's word that she is well, about one id."""

    about: UUID
    device: str
    at: datetime
    clock_trusted: bool


@dataclass(frozen=True)
class Standing:
    """Where an alert stands. `well`: the resident has taken back everything that is known so far."""

    state: AlertState
    kind: AlertKind
    urgency: Urgency
    held_by: Person = NOBODY
    well: bool = False

    @property
    def is_open(self) -> bool:
        """A new fact joins it."""
        return self.state in OPEN


@dataclass(frozen=True)
class Step:
    """What a worker wants. `holder` and `facts` are what he saw: the holder's name and how many facts; None: unsaid."""

    action: Action
    by: Person
    cause: str = ""
    note: str = ""
    holder: str | None = None
    facts: int | None = None


@dataclass(frozen=True)
class Change:
    """One line of the audit, and where the alert stands after it.

    `climbs`: the ladder begins anew. `news_for`: had accepted it, and must hear of this.
    """

    action: Action
    before: AlertState | None
    standing: Standing
    climbs: bool = False
    news_for: Person = NOBODY


def on_fact(standing: Standing | None, fact: Fact) -> tuple[Change, ...]:
    """A new id. It joins the open alert of the same incident, or with None makes an alert of its own."""
    if standing is None:
        made = Standing(after(RAISED, Action.RECEIVE), fact.kind, fact.urgency)
        changes = (Change(Action.RECEIVE, RAISED, made, climbs=True),)
        return changes + (on_word(made, everything=True) if fact.taken_back else ())
    joined = _kept(standing, Action.JOIN)
    return (joined,) if fact.taken_back else (joined, *_more(standing, fact))


def on_addition(standing: Standing, known: Fact, fact: Fact) -> tuple[Change, ...]:
    """More about a known id. What is no more urgent than it was known to be only stands beside it."""
    added = _kept(standing, Action.ADD)
    return (added, *_more(standing, fact)) if worsens(known.urgency, fact.urgency) else (added,)


def on_word(standing: Standing, everything: bool) -> tuple[Change, ...]:
    """She is well. `everything`: no fact is left that she has not taken back. Where a worker is at it, he decides."""
    if not standing.is_open or standing.well:
        return ()
    if not everything:
        return (_kept(standing, Action.TAKE_BACK),)
    following = replace(standing, state=after(standing.state, Action.CANCEL), well=True)
    return (Change(Action.CANCEL, standing.state, following, news_for=_holder(standing)),)


def on_step(standing: Standing, step: Step, facts: int) -> Change:
    """A worker's step; `facts` is how many there are. Only who has it sets out; another takes it over first.

    Raises TransitionError, or StaleError where he saw too little.
    """
    held_by = standing.held_by
    changed_hands = step.holder is not None and step.holder != held_by.name
    his = step.by.key == held_by.key
    wrong_hands = {Action.TAKE_OVER: his, Action.SET_OUT: not his}.get(step.action, False)
    if step.action not in BY_A_WORKER or changed_hands or wrong_hands:
        raise TransitionError(step.action.value, standing.state, held_by.name)
    state = after(standing.state, step.action, held_by.name)
    if step.facts is not None and step.facts < facts:
        raise StaleError("something new has come in about this alert since it was shown: look at it first")
    holder = {Action.ACKNOWLEDGE: step.by, Action.TAKE_OVER: step.by, Action.REOPEN: NOBODY}
    following = replace(
        standing,
        state=state,
        held_by=holder.get(step.action, held_by),
        well=standing.well and step.action is not Action.REOPEN,
    )
    told = NOBODY if his else held_by
    return Change(step.action, standing.state, following, climbs=step.action is Action.REOPEN, news_for=told)


def on_clear(standing: Standing) -> Change:
    """What the station raised itself is over. Raises TransitionError."""
    if standing.kind not in BY_THE_STATION:
        raise TransitionError(Action.CLEAR.value, standing.state, standing.held_by.name)
    following = replace(standing, state=after(standing.state, Action.CLEAR))
    return Change(Action.CLEAR, standing.state, following, news_for=_holder(standing))


def takes_back(word: Word, fact: Fact) -> bool:
    """True for the fact that she means, and for those surely raised before it: by one clock, or by two that are right.

    In doubt a fact stands: a false alarm costs a telephone call.
    """
    if fact.id == word.about:
        return True
    comparable = word.clock_trusted and fact.clock_trusted
    if word.device == fact.device:
        comparable = word.clock_trusted is fact.clock_trusted  # not set between the two
    return comparable and fact.at < word.at


def _more(standing: Standing, fact: Fact) -> tuple[Change, ...]:
    """The change by which a person has to look anew; none where nobody has accepted yet or nothing is graver."""
    if worsens(standing.urgency, fact.urgency) and standing.is_open:
        return (_anew(standing, Action.WORSEN, fact),)
    if standing.well or not standing.is_open:
        return (_anew(standing, Action.RENEW, fact),)
    return ()


def _anew(standing: Standing, action: Action, fact: Fact) -> Change:
    graver = worsens(standing.urgency, fact.urgency)
    following = Standing(
        after(standing.state, action),
        fact.kind if graver else standing.kind,
        fact.urgency if graver else standing.urgency,
    )
    return Change(action, standing.state, following, climbs=True, news_for=_holder(standing))


def _kept(standing: Standing, action: Action) -> Change:
    return Change(
        action, standing.state, replace(standing, state=after(standing.state, action)), news_for=_holder(standing)
    )


def _holder(standing: Standing) -> Person:
    return standing.held_by if standing.state in ACCEPTED else NOBODY
