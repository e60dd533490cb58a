"""The alerts: takes facts in, changes states, and puts each decision's words into the outbox with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from config.escalation import EscalationSettings
from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Alert, Event
from station import alert_rows, homes
from station.accounts.account import Account
from station.alert_history import AlertHistory
from station.bell import Bell
from station.database import Database
from station.decisions import Change, Fact, Person, Step, Word, on_addition, on_clear, on_fact, on_step, on_word
from station.errors import AnotherOpenError, NotFoundError, UnusableError
from station.escalation import next_base
from station.lifecycle import Action, worsens
from station.state_words import DEVICE, StateWords
from station.tables import AlertRow, FactRow

QUIET = frozenset({Action.JOIN, Action.ADD})
"""The alert stands as it stood: its home need not hear of it."""


class Alerts:
    """Every change of an alert goes through here: one transaction holds the change, its history and its message."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, bell: Bell, ladder: EscalationSettings
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._bell = bell
        self._ladder = ladder
        self._history = AlertHistory(clock)
        self._words = StateWords(outbox, clock)

    def take(self, session: Session, community: str, fact: Alert) -> None:
        """A raised alert, in the caller's transaction. Known: its state is said again. Raises UnusableError."""
        homes.meet(session, community, fact.home, fact.resident)
        homes.lock(session, community, fact.home)
        known = session.get(FactRow, fact.id)
        if known is not None:
            self._again(session, community, known, fact)
            return
        seen = alert_rows.fact_of(fact, alert_rows.cancelled_before(session, community, fact))
        alert = alert_rows.open_alert(session, community, fact.home, fact.resident, fact.kind)
        changes = on_fact(None if alert is None else alert_rows.standing_of(alert), seen)
        if alert is None:
            alert = alert_rows.new_alert(community, fact, changes[0].standing.state, self._clock.now())
            session.add(alert)
            session.flush()
        session.add(alert_rows.new_fact(alert, fact, seen.taken_back, self._clock.now()))
        self._record(session, alert, changes, Person("", fact.device), str(fact.id))
        if fact.id != alert.id:
            self._words.say_joined(session, alert, fact.id)

    def cancel(self, session: Session, community: str, event: Event) -> None:
        """The resident says that she is well, in the caller's transaction. An alert not here yet is met by `take`."""
        if event.about is None:
            raise UnusableError("a cancel without the id of its alert")
        homes.lock(session, community, event.home)
        fact = session.get(FactRow, event.about)
        alert = None if fact is None else alert_rows.of_home(session, community, event.home, fact.alert)
        if alert is None:
            return
        word = Word(event.about, event.device, event.at, event.clock_trusted)
        everything = alert_rows.take_back(session, alert.id, word, self._clock.now())
        changes = on_word(alert_rows.standing_of(alert), everything)
        self._record(session, alert, changes, Person("", event.device), str(event.about))

    def act(
        self,
        alert_id: UUID,
        action: Action,
        account: Account,
        cause: str = "",
        note: str = "",
        holder: str | None = None,
        facts: int | None = None,
    ) -> None:
        """A worker's step; `holder` and `facts` are what he saw (see Step). Raises NotFoundError, TransitionError,
        StaleError, AnotherOpenError, DatabaseDownError."""
        with self._database.writing() as session:
            alert = alert_rows.locked(session, alert_id)
            if not account.sees(alert.community, alert.home):
                raise NotFoundError("no such alert")
            self._take_step(session, alert, Step(action, account.person, cause, note, holder, facts))
        self.announce()

    def step(self, session: Session, alert_id: UUID, step: Step) -> None:
        """The same in the caller's transaction, for whoever may take it; after the commit the caller announces."""
        self._take_step(session, alert_rows.locked(session, alert_id), step)

    def clear(self, session: Session, alert_id: UUID, cause: str) -> None:
        """What the station raised itself is over, in the caller's transaction. Raises TransitionError for any alert
        that is about a person."""
        alert = alert_rows.locked(session, alert_id)
        change = on_clear(alert_rows.standing_of(alert))
        alert.cause = cause
        self._record(session, alert, (change,), Person("", DEVICE), cause)

    def announce(self) -> None:
        """Changes are committed: the homes and whoever looks at a page are told."""
        self._outbox.wake()
        self._bell.ring()

    def _take_step(self, session: Session, alert: AlertRow, step: Step) -> None:
        change = on_step(alert_rows.standing_of(alert), step, len(alert_rows.facts_of(session, alert.id)))
        if step.action is Action.REOPEN:
            other = alert_rows.open_alert(session, alert.community, alert.home, alert.resident, alert.kind)
            if other is not None:
                raise AnotherOpenError(other.id)
        if step.action is Action.RESOLVE:
            alert.cause, alert.note = step.cause, step.note
        self._record(session, alert, (change,), step.by, step.cause, step.note)

    def _again(self, session: Session, community: str, known: FactRow, fact: Alert) -> None:
        """The home has not heard the state (the broker may have lost it), or knows more by now."""
        alert = alert_rows.of_home(session, community, fact.home, known.alert)
        if alert is None:
            raise UnusableError("the id belongs to an alert of another home")
        before = alert_rows.fact_of(known, known.taken_back_at is not None)
        if alert_rows.add_to(known, fact):
            self._add(session, alert, before, alert_rows.fact_of(fact, taken_back=False))
        if known.id == alert.id:
            self._words.say(session, alert, alert.accepted_by)
        else:
            self._words.say_joined(session, alert, known.id)

    def _add(self, session: Session, alert: AlertRow, known: Fact, fact: Fact) -> None:
        """What is graver than was known about a closed alert goes to the open one, if she has one."""
        standing, by, detail = alert_rows.standing_of(alert), Person("", fact.device), str(fact.id)
        if not standing.is_open and worsens(known.urgency, fact.urgency):
            other = alert_rows.open_alert(session, alert.community, alert.home, alert.resident, fact.kind)
            if other is not None:
                self._record(session, other, on_fact(alert_rows.standing_of(other), fact), by, detail)
                known = fact
        self._record(session, alert, on_addition(standing, known, fact), by, detail)

    def _record(
        self,
        session: Session,
        alert: AlertRow,
        changes: tuple[Change, ...],
        by: Person,
        detail: str = "",
        note: str = "",
    ) -> None:
        """Decisions into rows: the alert, its history, its ladder, and its state for the home."""
        now = self._clock.now()
        for change in changes:
            alert_rows.write_standing(alert, change.standing, now)
            self._history.write(session, alert, change, by, detail, note)
            if change.climbs and change.before is not None:
                done = alert_rows.steps_done(session, alert.id)
                alert.ladder_base = next_base(done, alert.ladder_base, len(self._ladder.steps))
                alert.ladder_from = now
        if any(_is_told(change) for change in changes):
            self._words.say(session, alert, by.name if by.key else "")


def _is_told(change: Change) -> bool:
    noted_only = change.action is Action.CANCEL and change.before is change.standing.state
    return change.action not in QUIET and not noted_only
