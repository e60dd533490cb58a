"""Puts together what tells people: the ladder, the news, the sender and their loops."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from config.phrases import load_phrases
from config.settings import Settings, StationSettings
from messages.clock import Clock
from station.bell import Bell
from station.board import Board
from station.database import Database
from station.notify.apprise_notifier import AppriseNotifier
from station.notify.ladder import Ladder
from station.notify.links import Links
from station.notify.news import News
from station.notify.notices import Notices
from station.notify.page_notifier import PageNotifier
from station.notify.sender import Sender
from station.notify.watch import Watch
from station.ports import Notifier

SENDERS = 8  # people told in the same moment


def make_notifier(settings: StationSettings) -> Notifier:
    """The way the settings ask for."""
    return AppriseNotifier() if settings.notices == "apprise" else PageNotifier()


def make_watch(
    settings: Settings, database: Database, notifier: Notifier, clock: Clock, bell: Bell, closing: ExitStack
) -> Watch:
    """Not started yet."""
    timezone = ZoneInfo(settings.home.timezone)
    notices = Notices(Board(database), load_phrases(settings.home.language), timezone)
    executor = ThreadPoolExecutor(SENDERS, thread_name_prefix="notice")
    closing.callback(executor.shutdown, wait=False, cancel_futures=True)
    escalation = settings.station.escalation
    ladder = Ladder(database, clock, escalation, timezone)
    sender = Sender(database, clock, notifier, notices, links_of(settings.station), executor, SENDERS)
    watch = Watch(ladder, News(database, clock, timezone), sender, escalation.check_every_s)
    bell.on_ring(watch.look_now)
    return watch


def links_of(settings: StationSettings) -> Links:
    """What links in notices look like."""
    return Links(public_url(settings), settings.link_valid_s, settings.family_accepts)


def public_url(settings: StationSettings) -> str:
    """Where a telephone finds the page; empty where only the settings could tell (it listens on every address)."""
    page = settings.page
    if settings.public_url or page.host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on
        return settings.public_url
    scheme = "http" if page.certificate is None else "https"
    return f"{scheme}://{f'[{page.host}]' if ':' in page.host else page.host}:{page.port}"


def public_host(settings: StationSettings) -> str:
    """The host name under which the page is reached; browsers send it with each request."""
    return urlsplit(public_url(settings)).hostname or "localhost"
