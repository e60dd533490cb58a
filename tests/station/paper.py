"""The station's alerts of one resident on paper: the pure decisions with dictionaries for rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from messages.payloads import AlertState
from station.decisions import (
    Change,
    Fact,
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
from station.errors import AnotherOpenError
from station.lifecycle import Action, same_incident, worsens


@dataclass
class Paper:
    """`facts` and `of` are by fact id, `standing` by alert id. `seen`: the facts that a worker closed an alert with;
    `elsewhere`: those of a closed alert that turned out graver, and were told in the open one."""

    standing: dict[UUID, Standing] = field(default_factory=dict)
    facts: dict[UUID, Fact] = field(default_factory=dict)
    of: dict[UUID, UUID] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    history: list[tuple[UUID, Change]] = field(default_factory=list)
    seen: set[UUID] = field(default_factory=set)
    elsewhere: set[UUID] = field(default_factory=set)

    def take(self, fact: Fact) -> None:
        if fact.id in self.facts:
            self._again(fact)
            return
        fact = replace(fact, taken_back=any(word.about == fact.id for word in self.words))
        alert = self.open_like(fact)
        self._write(fact.id if alert is None else alert, on_fact(self.standing.get(alert) if alert else None, fact))
        self.facts[fact.id], self.of[fact.id] = fact, alert or fact.id

    def hear(self, word: Word) -> None:
        if word in self.words:
            return
        self.words.append(word)
        if word.about not in self.facts:
            return
        alert = self.of[word.about]
        for fact in self.facts_of(alert):
            self.facts[fact.id] = replace(fact, taken_back=fact.taken_back or takes_back(word, fact))
        everything = all(fact.taken_back for fact in self.facts_of(alert))
        self._write(alert, on_word(self.standing[alert], everything))

    def act(self, alert: UUID, step: Step) -> None:
        change = on_step(self.standing[alert], step, len(self.facts_of(alert)))
        other = self.open_like(self.facts[alert])
        if step.action is Action.REOPEN and other is not None:
            raise AnotherOpenError(other)
        self._write(alert, (change,))
        self._close_or_open(alert, step.action)

    def clear(self, alert: UUID) -> None:
        self._write(alert, (on_clear(self.standing[alert]),))
        self._close_or_open(alert, Action.CLEAR)

    def open_like(self, fact: Fact) -> UUID | None:
        found = [alert for alert, it in self.standing.items() if it.is_open and same_incident(it.kind, fact.kind)]
        assert len(found) <= 1
        return found[0] if found else None

    def facts_of(self, alert: UUID) -> list[Fact]:
        return [fact for fact in self.facts.values() if self.of[fact.id] == alert]

    def states(self) -> dict[UUID, AlertState]:
        return {alert: it.state for alert, it in self.standing.items()}

    def _again(self, fact: Fact) -> None:
        known = self.facts[fact.id]
        if not worsens(known.urgency, fact.urgency):
            return
        alert = self.of[fact.id]
        self.facts[fact.id] = replace(known, urgency=fact.urgency, kind=fact.kind, taken_back=False)
        self.seen.discard(fact.id)
        other = None if self.standing[alert].is_open else self.open_like(fact)
        if other is not None:
            self._write(other, on_fact(self.standing[other], fact))
            self.elsewhere.add(fact.id)
        self._write(alert, on_addition(self.standing[alert], known if other is None else fact, fact))

    def _close_or_open(self, alert: UUID, action: Action) -> None:
        ids = {fact.id for fact in self.facts_of(alert)}
        if action in {Action.RESOLVE, Action.CLEAR}:
            self.seen |= ids
        if action is Action.REOPEN:
            self.seen -= ids

    def _write(self, alert: UUID, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.standing[alert] = change.standing
            self.history.append((alert, change))
