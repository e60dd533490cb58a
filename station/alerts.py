"""The alerts: takes facts in, changes states, and puts each decision's words into the outbox with it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from config.settings import EscalationSettings
from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Alert, AlertState, AlertStateChange, Event
from station import alert_rows, homes
from station.accounts.account import Account
from station.bell import Bell
from station.database import Database
from station.errors import NotFoundError, TransitionError, UnusableError
from station.escalation import next_base
from station.lifecycle import RAISED, Action, after, worsens
from station.tables import AlertRow, FactRow, TransitionRow

DEVICE = "station"


class Alerts:
    """Every change of an alert goes through here: one transaction holds the change, its audit and its message."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, bell: Bell, ladder: EscalationSettings
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._bell = bell
        self._ladder = ladder

    def take(self, session: Session, community: str, fact: Alert) -> None:
        """A raised alert, in the caller's transaction. Known: its state is said again. Raises UnusableError."""
        homes.meet(session, community, fact.home, fact.resident)
        homes.lock(session, community, fact.home)
        known = session.get(FactRow, fact.id)
        if known is not None:
            self._repeat(session, community, known, fact)
            return
        alert = alert_rows.open_alert(session, community, fact)
        if alert is None:
            alert = self._new_alert(session, community, fact)
        else:
            self._join(session, alert, fact)
        if alert_rows.cancelled_before(session, community, fact):
            self._cancel(session, alert, fact.device)

    def cancel(self, session: Session, community: str, event: Event) -> None:
        """The resident says that she is well, in the caller's transaction. An alert not here yet is met by `take`."""
        if event.about is None:
            raise UnusableError("a cancel without the id of its alert")
        homes.lock(session, community, event.home)
        fact = session.get(FactRow, event.about)
        if fact is None:
            return
        alert = alert_rows.locked(session, fact.alert)
        if (alert.community, alert.home) == (community, event.home):
            self._cancel(session, alert, event.device)

    def act(self, alert_id: UUID, action: Action, account: Account, cause: str = "") -> None:
        """A worker's step. Raises NotFoundError, TransitionError, DatabaseDownError."""
        with self._database.writing() as session:
            alert = alert_rows.locked(session, alert_id)
            if not account.sees(alert.community, alert.home):
                raise NotFoundError("no such alert")
            now = self._clock.now()
            before = alert.state
            alert.state = after(before, action, alert.accepted_by)
            if action is Action.ACKNOWLEDGE:
                alert.accepted_at, alert.accepted_by = now, account.name
            if action is Action.RESOLVE:
                alert.resolved_at, alert.cause = now, cause
            self._audit(session, alert, action, before, account.name, cause)
            self._publish(session, alert, account.name)
        self._outbox.wake()
        self._bell.ring()

    def _new_alert(self, session: Session, community: str, fact: Alert) -> AlertRow:
        now = self._clock.now()
        alert = alert_rows.new_alert(community, fact, after(RAISED, Action.RECEIVE), now)
        session.add(alert)
        session.flush()
        session.add(alert_rows.new_fact(alert, fact, now))
        self._audit(session, alert, Action.RECEIVE, RAISED, fact.device)
        self._publish(session, alert, "")
        return alert

    def _join(self, session: Session, alert: AlertRow, fact: Alert) -> None:
        after(RAISED, Action.JOIN)
        session.add(alert_rows.new_fact(alert, fact, self._clock.now()))
        self._audit(session, alert, Action.JOIN, alert.state, fact.device, str(fact.id))
        self._publish_joined(session, alert, fact)
        if worsens(alert.urgency, fact.urgency):
            self._worsen(session, alert, fact)

    def _worsen(self, session: Session, alert: AlertRow, fact: Alert) -> None:
        before = alert.state
        alert.state = after(before, Action.WORSEN)
        alert.urgency, alert.kind = fact.urgency, fact.kind
        alert.accepted_at, alert.accepted_by = None, ""
        done = alert_rows.steps_done(session, alert.id)
        alert.ladder_base = next_base(done, alert.ladder_base, len(self._ladder.steps))
        alert.ladder_from = self._clock.now()
        self._audit(session, alert, Action.WORSEN, before, fact.device)
        self._publish(session, alert, "")

    def _cancel(self, session: Session, alert: AlertRow, device: str) -> None:
        """Where a worker is at it already, her word is only noted: he decides."""
        if alert.cancelled_at is not None or alert.state is AlertState.RESOLVED:
            return
        alert.cancelled_at = self._clock.now()
        before = alert.state
        try:
            alert.state = after(before, Action.CANCEL)
        except TransitionError:
            self._audit(session, alert, Action.CANCEL, before, device)
            return
        self._audit(session, alert, Action.CANCEL, before, device)
        self._publish(session, alert, "")

    def _repeat(self, session: Session, community: str, known: FactRow, fact: Alert) -> None:
        """The home has not heard the state (the broker may have lost it): it is published again."""
        alert = alert_rows.locked(session, known.alert)
        if (alert.community, alert.home) != (community, fact.home):
            raise UnusableError("the id belongs to an alert of another home")
        if known.id == alert.id:
            self._publish(session, alert, alert.accepted_by)
        else:
            self._publish_joined(session, alert, fact)

    def _audit(
        self, session: Session, alert: AlertRow, action: Action, before: AlertState | None, by: str, detail: str = ""
    ) -> None:
        session.add(
            TransitionRow(
                alert=alert.id,
                action=action.value,
                before=before,
                after=alert.state,
                by=by,
                detail=detail,
                at=self._clock.now(),
            )
        )

    def _publish(self, session: Session, alert: AlertRow, by: str) -> None:
        self._put(session, alert, alert.id, alert.state, by=by, cause=alert.cause)

    def _publish_joined(self, session: Session, alert: AlertRow, fact: Alert) -> None:
        self._put(session, alert, fact.id, AlertState.JOINED, joined_to=alert.id)

    def _put(
        self,
        session: Session,
        alert: AlertRow,
        fact_id: UUID,
        state: AlertState,
        by: str = "",
        cause: str = "",
        joined_to: UUID | None = None,
    ) -> None:
        word = AlertStateChange(
            id=fact_id,
            home=alert.home,
            resident=alert.resident,
            device=DEVICE,
            at=self._clock.now(),
            clock_trusted=self._clock.trusted,
            state=state,
            by=by,
            cause=cause,
            joined_to=joined_to,
        )
        session.flush()
        self._outbox.put(session.connection(), word, alert.community)
