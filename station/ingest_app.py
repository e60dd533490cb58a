"""The composition root of an ingest worker that runs beside the station, without pages."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack

import structlog

from config.settings import Settings
from messages.clock import clock_for
from messages.outbox import Outbox
from station.alerts import Alerts
from station.bell import Bell
from station.errors import StationError
from station.wiring.collector import calm_collector
from station.wiring.database import open_migrated
from station.wiring.ingest import make_intake, make_worker
from station.wiring.release import release

LOOK_EVERY_S = 1.0


def run(settings: Settings) -> None:
    """Runs a worker until SIGINT or SIGTERM. Raises ConfigError or StationError when it cannot start."""
    settings = settings.model_copy(update={"broker": settings.broker_as(settings.station.broker)})
    stop = threading.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: stop.set())
    with ExitStack() as closing:
        database = open_migrated(settings)
        closing.callback(database.close)
        clock, bell = clock_for(settings.clock.offset_s), Bell()
        outbox = Outbox(database.engine, clock)
        alerts = Alerts(database, outbox, clock, bell, settings.station.escalation)
        intake = make_intake(database, outbox, alerts, clock, bell)
        worker = make_worker(settings, database, outbox, intake, clock, release())
        calm_collector()
        worker.start()
        closing.callback(worker.stop)
        structlog.get_logger().info("ingest_worker_runs")
        while not stop.wait(LOOK_EVERY_S):
            if not worker.alive:
                raise StationError("The ingest worker ended by a fault, which the log has. Start it again.")
