"""From a condition to a question, and from an unclaimed question to an alert. Every step is a row, so that a restart
forgets none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from sqlalchemy import Column, Connection, Engine, Float, Index, MetaData, String, Table, Uuid, delete, select, update
from sqlalchemy.exc import SQLAlchemyError

from config.phrases import Phrases
from messages.clock import Clock
from messages.database import reason_of
from messages.errors import OutboxError
from messages.findings import alert_kind
from messages.outbox import Outbox
from messages.payloads import Alert, AlertKind, Finding, Urgency
from wearable_bridge.ports import AlarmKind, SourceAlarm, Wearer
from wearable_bridge.vitals.conditions import AskedBefore, Condition, FindingKind, worth_asking
from wearable_bridge.vitals.wording import in_words

SAME_ALARM_WITHIN_S = 60.0  # bands repeat an SOS until they are heard
KEPT_FOR_S = 7 * 86400.0
_ALERTS = {
    AlarmKind.SOS: (AlertKind.BAND_SOS, Urgency.EMERGENCY),
    AlarmKind.FALL: (AlertKind.FALL, Urgency.EMERGENCY),
    AlarmKind.UNNAMED: (AlertKind.BAND_SOS, Urgency.URGENT),
    AlarmKind.ABNORMAL_HEART_RATE: (AlertKind.VITAL_SIGN, Urgency.URGENT),
    AlarmKind.FENCE_EXIT: (AlertKind.LEFT_AREA, Urgency.URGENT),
    AlarmKind.FENCE_ENTER: (AlertKind.LEFT_AREA, Urgency.ATTENTION),
    AlarmKind.REMOVED: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.LOW_BATTERY: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.POWER_CUT: (AlertKind.BAND_CARE, Urgency.ATTENTION),
    AlarmKind.SMOKE: (AlertKind.HAZARD, Urgency.EMERGENCY),
    AlarmKind.GAS: (AlertKind.HAZARD, Urgency.EMERGENCY),
    AlarmKind.LEAK: (AlertKind.HAZARD, Urgency.URGENT),
}


class FindingState(StrEnum):
    """Where a finding stands."""

    WAITING = "waiting"  # for the speaker to claim it
    CLAIMED = "claimed"  # the speaker asks, and raises the alert
    RAISED = "raised"  # the bridge raised the alert


@dataclass(frozen=True)
class Sent:
    """What a bridge signs its messages with, and how long a finding waits to be claimed. `home` is its own."""

    home: str
    device: str
    claim_within_s: float
    ask_again_after_s: float


def findings_table(metadata: MetaData) -> Table:
    """The table. Times are seconds since 1970."""
    return Table(
        "findings",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("home", String(63), nullable=False),
        Column("resident", String(63), nullable=False),
        Column("kind", String(40), nullable=False),
        Column("urgency", String(10), nullable=False),
        Column("measured", String(500), nullable=False),
        Column("found_at", Float, nullable=False),
        Column("claim_by", Float, nullable=False),
        Column("state", String(10), nullable=False),
        Index("findings_state", "state", "claim_by"),
    )


class Findings:
    """The bridge's findings. OutboxError when the disk refuses: then nothing happened, and the caller tries again."""

    def __init__(self, engine: Engine, outbox: Outbox, clock: Clock, phrases: Phrases, sent: Sent) -> None:
        self._engine = engine
        self._outbox = outbox
        self._clock = clock
        self.phrases = phrases
        self._sent = sent
        self._table = findings_table(MetaData())

    def create(self) -> None:
        """Makes the table when it is missing."""
        with self._errors():
            self._table.create(self._engine, checkfirst=True)

    def found(self, wearer: Wearer, condition: Condition) -> UUID | None:
        """Asks about a condition, or raises the alert at once for an emergency. None: asked about a while ago."""
        now = self._clock.now()
        with self._outbox.transaction() as connection:
            before = self._before(connection, wearer, condition.kind.value)
            if not worth_asking(condition, before, now, self._sent.ask_again_after_s):
                return None
            finding_id = uuid4()
            self._tell(connection, wearer, condition, in_words(condition, self.phrases), finding_id)
        return finding_id

    def found_in_check(
        self, wearer: Wearer, check: UUID, conditions: Sequence[Condition], measured: str
    ) -> UUID | None:
        """One finding of all that a guided check shows, with an id made of the check's: told twice, it is one.

        What was asked about a while ago is left out.
        """
        now, finding_id = self._clock.now(), uuid5(check, "finding")
        with self._outbox.transaction() as connection:
            if connection.execute(select(self._table.c.id).where(self._table.c.id == finding_id)).first() is not None:
                return None
            news = [
                condition
                for condition in conditions
                if worth_asking(
                    condition, self._before(connection, wearer, condition.kind), now, self._sent.ask_again_after_s
                )
            ]
            if not news:
                return None
            urgency = min((condition.urgency for condition in news), key=lambda urgency: urgency.rank)
            several = Condition(FindingKind.SEVERAL, None, None, urgency, 0.0)
            self._tell(connection, wearer, news[0] if len(news) == 1 else several, measured, finding_id)
        return finding_id

    def alarm(self, alarm: SourceAlarm) -> UUID | None:
        """Raises the alert of a band's own alarm. None: the same alarm again within SAME_ALARM_WITHIN_S."""
        now = self._clock.now()
        with self._outbox.transaction() as connection:
            before = self._before(connection, alarm.wearer, alarm.kind.value)
            if before is not None and 0 <= (now - before.at).total_seconds() < SAME_ALARM_WITHIN_S:
                return None
            measured = self.phrases(f"bridge.measured.{alarm.kind.value}")
            kind, urgency = _ALERTS[alarm.kind]
            alarm_id = uuid4()
            self._keep(connection, alarm_id, alarm.wearer, alarm.kind.value, urgency, measured, FindingState.RAISED)
            self._outbox.put(connection, self._alert(alarm_id, alarm.wearer, kind, urgency, measured, alarm.at))
        return alarm_id

    def claimed(self, finding_id: UUID, home: str) -> bool:
        """The speaker of that home asks about it and owns it. False when it was not waiting there any more."""
        table = self._table.c
        waiting = (table.id == finding_id) & (table.home == home) & (table.state == FindingState.WAITING.value)
        with self._errors(), self._engine.begin() as connection:
            values = {"state": FindingState.CLAIMED.value}
            return connection.execute(update(self._table).where(waiting).values(values)).rowcount > 0

    def raise_unclaimed(self) -> int:
        """Raises the alert of each finding that nobody claimed in time, with the finding's id. Returns how many.

        A deadline further off than any can be means that the clock was set back: it counts as passed.
        """
        now = self._clock.now()
        moment, table = now.timestamp(), self._table.c
        late = (table.claim_by <= moment) | (table.claim_by > moment + 2 * self._sent.claim_within_s)
        with self._errors(), self._engine.connect() as connection:
            rows = connection.execute(select(self._table).where(table.state == FindingState.WAITING.value, late)).all()
        for row in rows:
            found_at = datetime.fromtimestamp(row.found_at, UTC)
            urgency = Urgency(row.urgency)
            wearer = Wearer(row.resident, row.home)
            alert = self._alert(row.id, wearer, alert_kind(row.kind), urgency, row.measured, found_at)
            with self._outbox.transaction() as connection:
                still = (table.id == row.id) & (table.state == FindingState.WAITING.value)
                values = {"state": FindingState.RAISED.value}
                if connection.execute(update(self._table).where(still).values(values)).rowcount:
                    self._outbox.put(connection, alert)
                    self._outbox.withdraw(connection, Finding.name, row.id)
        return len(rows)

    def waiting(self) -> int:
        """How many findings wait to be claimed."""
        query = select(self._table.c.id).where(self._table.c.state == FindingState.WAITING.value)
        with self._errors(), self._engine.connect() as connection:
            return len(connection.execute(query).all())

    def _tell(
        self, connection: Connection, wearer: Wearer, condition: Condition, measured: str, finding_id: UUID
    ) -> None:
        """To the speaker, which asks; of an emergency the alert at once."""
        now, kind = self._clock.now(), condition.kind.value
        emergency = condition.urgency is Urgency.EMERGENCY
        state = FindingState.RAISED if emergency else FindingState.WAITING
        self._keep(connection, finding_id, wearer, kind, condition.urgency, measured, state)
        if emergency:
            alert = self._alert(finding_id, wearer, alert_kind(kind), condition.urgency, measured, now)
            self._outbox.put(connection, alert)
            return
        finding = Finding(
            id=finding_id,
            home=wearer.home_or(self._sent.home),
            resident=wearer.resident or None,
            device=self._sent.device,
            at=now,
            clock_trusted=self._clock.trusted,
            kind=kind,
            metric=condition.metric,
            value=condition.value,
            urgency=condition.urgency,
            reason=measured,
        )
        self._outbox.put(connection, finding)

    def _before(self, connection: Connection, wearer: Wearer, kind: str) -> AskedBefore | None:
        table = self._table.c
        home = wearer.home_or(self._sent.home)
        mine = (table.home == home) & (table.resident == wearer.resident) & (table.kind == kind)
        row = connection.execute(select(self._table).where(mine).order_by(table.found_at.desc()).limit(1)).first()
        return None if row is None else AskedBefore(Urgency(row.urgency), datetime.fromtimestamp(row.found_at, UTC))

    def _keep(
        self,
        connection: Connection,
        finding_id: UUID,
        wearer: Wearer,
        kind: str,
        urgency: Urgency,
        measured: str,
        state: FindingState,
    ) -> None:
        now = self._clock.now()
        oldest = (now - timedelta(seconds=KEPT_FOR_S)).timestamp()
        settled = self._table.c.state != FindingState.WAITING.value
        connection.execute(delete(self._table).where(settled, self._table.c.found_at < oldest))
        connection.execute(
            self._table.insert().values(
                id=finding_id,
                home=wearer.home_or(self._sent.home),
                resident=wearer.resident,
                kind=kind,
                urgency=urgency.value,
                measured=measured,
                found_at=now.timestamp(),
                claim_by=now.timestamp() + self._sent.claim_within_s,
                state=state.value,
            )
        )

    def _alert(
        self, alert_id: UUID, wearer: Wearer, kind: AlertKind, urgency: Urgency, measured: str, at: datetime
    ) -> Alert:
        return Alert(
            id=alert_id,
            home=wearer.home_or(self._sent.home),
            resident=wearer.resident or None,
            device=self._sent.device,
            at=at,
            clock_trusted=self._clock.trusted,
            kind=kind,
            urgency=urgency,
            measured=measured,
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise OutboxError(f"The findings cannot be kept ({reason_of(error)}).") from error
