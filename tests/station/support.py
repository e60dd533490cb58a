"""The station's parts put together without its program, and messages to feed it with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase

from config.escalation import EscalationSettings
from config.settings import BrokerSettings, HomeSettings, Settings
from messages.clock import SystemClock
from messages.dead_letters import DeadLetters
from messages.outbox import Outbox
from messages.payloads import (
    Alert,
    AlertKind,
    AlertState,
    AlertStateChange,
    Event,
    EventKind,
    Payload,
    Receipt,
    Urgency,
)
from messages.topics import topic_for
from station import homes
from station.accounts.account import Account
from station.accounts.accounts import Accounts
from station.alerts import Alerts
from station.bell import Bell
from station.board import Board
from station.database import Database
from station.ingest.arrived import Taker
from station.ingest.broker_client import KEEPALIVE_S
from station.ingest.broker_session import BrokerSession, Seat
from station.ingest.handlers import Tools
from station.ingest.intake import Intake
from station.ingest.postman import Postman
from station.ingest.receipts import Receipts
from station.ingest.shards import Lane, Shard
from station.ingest.town_crier import TownCrier
from station.supervision.self_tests import SelfTests
from station.tables import Role

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
COMMUNITY = "demo"
LI = Account(1, "李护士", Role.WORKER)
QIAN = Account(3, "钱主管", Role.SUPERVISOR)


class HandClock:
    """Time that stands until it is moved."""

    trusted = True

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class RunningClock(HandClock):
    """The machine's time, for what runs against a real broker."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class Rig:
    """Everything behind the broker session, on a migrated database."""

    def __init__(self, database: Database, home: HomeSettings | None = None, clock: HandClock | None = None) -> None:
        self.database = database
        self.clock = clock or HandClock()
        self.bell = Bell()
        self.outbox = Outbox(database.engine, self.clock)
        self.ladder = EscalationSettings()
        self.alerts = Alerts(database, self.outbox, self.clock, self.bell, self.ladder)
        self.dead_letters = DeadLetters(database.engine)
        tools = Tools(self.alerts, SelfTests(self.outbox, self.clock), self.clock)
        self.intake = Intake(database, self.dead_letters, tools, self.outbox, self.bell)
        self.receipts = Receipts(database, self.outbox, self.clock)
        self.board = Board(database)
        self.accounts = Accounts(database, self.clock)
        if home is not None:
            with database.writing() as session:
                homes.seed(session, home)

    def take(self, payload: Payload, community: str = COMMUNITY) -> None:
        """As if it came from the broker."""
        self.intake.take(topic_for(community, payload), payload.body())

    def states(self) -> dict[UUID, AlertStateChange]:
        """The retained states that wait in the outbox, by id."""
        rows = self.outbox.due(self.clock.now(), 1000)
        return {word.id: word for row in rows if isinstance(word := row.payload(), AlertStateChange)}

    def receipted(self) -> list[UUID]:
        """Every id in a receipt that waits in the outbox."""
        rows = self.outbox.due(self.clock.now(), 1000)
        return [given for row in rows if isinstance(word := row.payload(), Receipt) for given in word.ids]

    def count(self, table: type[DeclarativeBase]) -> int:
        """How many rows a table has."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def state(self, alert_id: UUID) -> AlertState:
        """Where an alert stands by its row."""
        return self.board.whose(alert_id).state


class Always:
    """A right that nobody takes away."""

    def valid(self) -> bool:
        return True

    def renew(self) -> bool:
        return True


class Session:
    """A rig with a broker session of both lanes, running."""

    def __init__(
        self,
        rig: Rig,
        settings: Settings,
        broker: BrokerSettings,
        taker: Taker | None = None,
        settled_after_s: float = 0.5,
        keepalive_s: int = KEEPALIVE_S,
    ) -> None:
        self.rig = rig
        clock = SystemClock()
        self.postman = Postman(
            rig.outbox, rig.receipts, clock, settings.station.state_kept_s, settled_after_s=settled_after_s
        )
        rig.outbox.on_new(self.postman.wake)
        filters = tuple(each for lane in Lane for each in Shard("all").filters(lane))
        seat = Seat("xiaoan-test-station", filters, settings.station.receive_maximum, keepalive_s=keepalive_s)
        crier = TownCrier(COMMUNITY, clock, "0")
        self.session = BrokerSession(broker, seat, Always(), taker or rig.intake, self.postman, crier)

    def __enter__(self) -> BrokerSession:
        self.session.start()
        return self.session

    def __exit__(self, *_error: object) -> None:
        self.session.stop()


def a_cry(
    alert_id: UUID | None = None,
    home: str = "home-1",
    resident: str | None = "wang",
    urgency: Urgency = Urgency.EMERGENCY,
    said: str = "救命啊",
    kind: AlertKind = AlertKind.CRY,
) -> Alert:
    """An alert as a speaker raises it."""
    return Alert(
        id=alert_id or uuid4(),
        home=home,
        resident=resident,
        device="speaker-1",
        at=START,
        kind=kind,
        urgency=urgency,
        said=said,
    )


def a_cancel(about: UUID | None, home: str = "home-1") -> Event:
    """The resident says that she is well."""
    return Event(home=home, resident="wang", device="speaker-1", at=START, kind=EventKind.CANCEL, about=about)
