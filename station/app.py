"""The station's composition root: the only file here that names concrete classes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo

import structlog

from config.phrases import load_phrases
from config.settings import Settings
from messages.clock import Clock, clock_for
from messages.dead_letters import DeadLetters
from messages.outbox import Outbox
from station import homes
from station.accounts.accounts import Accounts
from station.alerts import Alerts
from station.bell import Bell
from station.board import Board
from station.database import Database, open_database
from station.ingest.broker_session import BrokerSession
from station.ingest.handlers import Tools
from station.ingest.intake import Intake
from station.ingest.postman import Postman
from station.ingest.receipts import Receipts
from station.migrate import upgrade
from station.notify.apprise_notifier import AppriseNotifier
from station.notify.ladder import Ladder
from station.notify.notices import Notices
from station.notify.page_notifier import PageNotifier
from station.notify.sender import Sender
from station.notify.watch import Watch
from station.say import Announcements
from station.secret import kept_secret
from station.serve import check_page, is_loopback, listen, serve
from station.web.desk import Desk, Health
from station.web.site import make_site

SENDERS = 4


def run(settings: Settings) -> None:
    """Runs the station until SIGINT or SIGTERM. Raises ConfigError or StationError when it cannot start."""
    page = settings.station.page
    check_page(page)
    with ExitStack() as closing:
        listener = closing.enter_context(listen(page))
        database = open_migrated(settings)
        closing.callback(database.close)
        folder = settings.data_dir / "station"
        secret = kept_secret(folder / "page.secret")
        clock, bell = clock_for(settings.clock.offset_s), Bell()
        outbox = Outbox(database.engine, clock)
        alerts = Alerts(database, outbox, clock, bell, settings.station.escalation)
        session = _session(settings, database, outbox, alerts, clock, bell)
        watch = _watch(settings, database, clock, bell, closing)
        desk = _desk(settings, database, outbox, alerts, clock, bell, session)
        site = make_site(desk, secret, folder / "pages", is_loopback(page.host))
        session.start()
        closing.callback(session.stop)
        watch.start()
        closing.callback(watch.stop)
        structlog.get_logger().info("station_runs", host=page.host, port=page.port)
        serve(site, page, listener)


def open_migrated(settings: Settings) -> Database:
    """The database in its newest version, knowing the home of the settings. Raises ConfigError, StationError."""
    database = open_database(settings)
    upgrade(database)
    with database.writing() as session:
        homes.seed(session, settings.home)
    return database


def _session(
    settings: Settings, database: Database, outbox: Outbox, alerts: Alerts, clock: Clock, bell: Bell
) -> BrokerSession:
    intake = Intake(database, DeadLetters(database.engine), Tools(alerts, clock), outbox, bell)
    postman = Postman(outbox, Receipts(database, outbox, clock), clock, settings.station.state_kept_s)
    outbox.on_new(postman.wake)
    return BrokerSession(settings, intake, postman, clock, _version())


def _watch(settings: Settings, database: Database, clock: Clock, bell: Bell, closing: ExitStack) -> Watch:
    notifier = AppriseNotifier() if settings.station.notices == "apprise" else PageNotifier()
    notices = Notices(Board(database), load_phrases(settings.home.language))
    executor = ThreadPoolExecutor(SENDERS, thread_name_prefix="notice")
    closing.callback(executor.shutdown, wait=False, cancel_futures=True)
    ladder = Ladder(database, clock, settings.station.escalation)
    sender = Sender(database, clock, notifier, notices, executor)
    watch = Watch(ladder, sender, settings.station.escalation.check_every_s)
    bell.on_ring(watch.look_now)
    return watch


def _desk(
    settings: Settings,
    database: Database,
    outbox: Outbox,
    alerts: Alerts,
    clock: Clock,
    bell: Bell,
    session: BrokerSession,
) -> Desk:
    def health() -> Health:
        ready, connected = database.answers(), session.connected
        return Health(ready=ready, sos_ready=ready and connected, broker_connected=connected)

    return Desk(
        accounts=Accounts(database, clock),
        alerts=alerts,
        board=Board(database),
        announcements=Announcements(database, outbox, clock),
        bell=bell,
        clock=clock,
        health=health,
        phrases={"zh": load_phrases("zh"), "en": load_phrases("en")},
        language=settings.home.language,
        timezone=ZoneInfo(settings.home.timezone),
        secure=settings.station.page.certificate is not None,
    )


def _version() -> str:
    try:
        return version("xiaoan")
    except PackageNotFoundError:
        return ""
