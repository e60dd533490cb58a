"""The station's composition root: the only file here that names concrete classes."""

from __future__ import annotations

from contextlib import ExitStack
from zoneinfo import ZoneInfo

import structlog

from config.exposure import check_page, is_loopback
from config.phrases import load_phrases
from config.settings import Settings
from messages.clock import Clock, clock_for
from messages.outbox import Outbox
from station.accepting import AcceptLinks
from station.accounts.accounts import Accounts
from station.accounts.addresses import Addresses
from station.alerts import Alerts
from station.audit import Sightings
from station.audit_log import AuditLog
from station.bell import Bell
from station.board import Board
from station.broker.folder import broker_folder
from station.database import Database
from station.duty.book import DutyBook
from station.fhir.readings import FhirReadings
from station.ingest.health import IngestHealth
from station.ingest.shards import shards_of
from station.notify.watch import Watch
from station.plans import Plans
from station.ports import Notifier
from station.retention import Retention
from station.say import Announcements
from station.second_path import SecondPath
from station.secret import kept_secret
from station.serve import listen, serve
from station.supervision.overview import Overview
from station.supervision.pauses import Pauses
from station.upkeep import Upkeep
from station.web.desk import Desk, Health
from station.web.site import make_site
from station.wiring.collector import calm_collector
from station.wiring.database import open_migrated
from station.wiring.devices import devices_of
from station.wiring.ingest import make_intake, make_lost_letters, make_worker
from station.wiring.notify import make_notifier, make_watch, public_host
from station.wiring.release import release
from station.wiring.room import make_room_keeper
from station.wiring.supervision import make_watchman


def run(settings: Settings) -> None:
    """Runs the station until SIGINT or SIGTERM. Raises ConfigError or StationError when it cannot start."""
    settings = settings.model_copy(update={"broker": settings.broker_as(settings.station.broker)})
    page = settings.station.page
    check_page(page, "station.page")
    with ExitStack() as closing:
        listener = closing.enter_context(listen(page))
        database = open_migrated(settings)
        closing.callback(database.close)
        folder = settings.data_dir / "station"
        secret = kept_secret(folder / "page.secret")
        clock, bell = clock_for(settings.clock.offset_s), Bell()
        outbox = Outbox(database.engine, clock)
        alerts = Alerts(database, outbox, clock, bell, settings.station.escalation)
        intake = make_intake(database, outbox, alerts, clock, bell)
        worker = make_worker(settings, database, outbox, intake, clock, release())
        notifier = make_notifier(settings.station)
        watch = make_watch(settings, database, notifier, clock, bell, closing)
        ingest = IngestHealth(database, shards_of(settings.station.ingest), worker)
        desk = _desk(settings, database, outbox, alerts, clock, bell, ingest, notifier, watch)
        site = make_site(desk, secret, folder / "pages", is_loopback(page.host), public_host(settings.station))
        calm_collector()
        worker.start()
        closing.callback(worker.stop)
        watch.start()
        closing.callback(watch.stop)
        upkeep = Upkeep(Retention(database, clock, settings.station.retention), broker_folder(settings), clock)
        upkeep.start()
        closing.callback(upkeep.stop)
        watchman = make_watchman(settings, database, alerts, ingest, clock)
        watchman.start()
        closing.callback(watchman.stop)
        keeper = make_room_keeper(settings, database, clock)
        if keeper is not None:
            keeper.start()
            closing.callback(keeper.stop)
        structlog.get_logger().info("station_runs", host=page.host, port=page.port)
        serve(site, page, listener)


def _desk(
    settings: Settings,
    database: Database,
    outbox: Outbox,
    alerts: Alerts,
    clock: Clock,
    bell: Bell,
    ingest: IngestHealth,
    notifier: Notifier,
    watch: Watch,
) -> Desk:
    def health() -> Health:
        ready, shards = database.answers(), ingest.connected()
        connected = all(shards.values())
        return Health(ready, ready and connected and watch.alive, connected, shards, ingest.worker_alive)

    return Desk(
        accounts=Accounts(database, clock),
        alerts=alerts,
        board=Board(database),
        announcements=Announcements(database, outbox, clock),
        links=AcceptLinks(database, clock, alerts, Board(database)),
        duty=DutyBook(database, clock, ZoneInfo(settings.home.timezone)),
        addresses=Addresses(database, clock, notifier, load_phrases(settings.home.language)),
        devices=devices_of(settings, database, clock),
        second_path=SecondPath(database, clock),
        lost_letters=make_lost_letters(database, make_intake(database, outbox, alerts, clock, bell), clock),
        pauses=Pauses(database, clock),
        plans=Plans(database, outbox, clock),
        fhir=FhirReadings(database),
        overview=Overview(database, clock, settings.speaker.self_test.within_s),
        sightings=Sightings(database, clock),
        audit_log=AuditLog(database),
        bell=bell,
        clock=clock,
        health=health,
        phrases={"zh": load_phrases("zh"), "en": load_phrases("en")},
        language=settings.home.language,
        timezone=ZoneInfo(settings.home.timezone),
        secure=settings.station.page.certificate is not None or settings.station.public_url.startswith("https:"),
    )
