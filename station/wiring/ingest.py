"""Puts an ingest worker together."""

from __future__ import annotations

from config.settings import Settings
from messages.clock import Clock
from messages.dead_letters import DeadLetters
from messages.outbox import Outbox
from station.alerts import Alerts
from station.bell import Bell
from station.database import Database
from station.ingest.broker_client import KEEPALIVE_OF_ALERTS_S, KEEPALIVE_S
from station.ingest.broker_session import BrokerSession, Seat
from station.ingest.handlers import Tools
from station.ingest.intake import Intake
from station.ingest.lease import Lease, Leases
from station.ingest.lost_letters import LostLetters
from station.ingest.postman import Postman
from station.ingest.reading_intake import ReadingIntake
from station.ingest.receipts import Receipts
from station.ingest.shards import Lane, Shard, shards_of
from station.ingest.town_crier import TownCrier
from station.ingest.worker import Crew, Worker
from station.supervision.self_tests import SelfTests


def make_intake(database: Database, outbox: Outbox, alerts: Alerts, clock: Clock, bell: Bell) -> Intake:
    """What keeps a message, by whatever way it comes."""
    tools = Tools(alerts, SelfTests(outbox, clock), clock)
    return Intake(database, DeadLetters(database.engine), tools, outbox, bell)


def make_lost_letters(database: Database, intake: Intake, clock: Clock) -> LostLetters:
    """The dead letters, with the way to take them in again."""
    return LostLetters(database, DeadLetters(database.engine), intake, clock)


def make_worker(
    settings: Settings, database: Database, outbox: Outbox, intake: Intake, clock: Clock, version: str
) -> Worker:
    """Not started yet. Raises ConfigError for shards that hear the same."""
    station = settings.station

    def muster(shard: Shard, lease: Lease, stale: tuple[str, ...]) -> Crew:
        communities = frozenset(shard.communities) or None
        receipts = Receipts(database, outbox, clock, communities)
        postman = Postman(outbox, receipts, clock, station.state_kept_s, communities)
        crier = TownCrier((*shard.communities, settings.home.community)[0], clock, version)

        def seat(lane: Lane, receive_maximum: int, at_once: int, keepalive_s: int) -> Seat:
            return Seat(shard.client_id(lane), shard.filters(lane), receive_maximum, at_once, stale, keepalive_s)

        at_once = station.ingest.readings_at_once
        alerts = seat(Lane.ALERTS, station.receive_maximum, 1, KEEPALIVE_OF_ALERTS_S)
        readings = seat(Lane.READINGS, at_once, at_once, KEEPALIVE_S)
        taker = ReadingIntake(database, intake)
        return Crew(
            {
                Lane.ALERTS: BrokerSession(settings.broker, alerts, lease, intake, postman, crier),
                Lane.READINGS: BrokerSession(settings.broker, readings, lease, taker),
            },
            postman,
        )

    worker = Worker(shards_of(station.ingest), Leases(database, station.ingest.lease_s), station.ingest.lease_s, muster)
    outbox.on_new(worker.wake)
    return worker
