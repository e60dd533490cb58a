"""Ladder and sender over a rig, for the tests of who is told."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from zoneinfo import ZoneInfo

from sqlalchemy import select

from config.phrases import load_phrases
from config.settings import Contact, HomeSettings, Resident
from station.notify.ladder import Ladder
from station.notify.links import Links
from station.notify.notices import Notices
from station.notify.sender import Sender
from station.notify.stopwatch import Stopwatch
from station.ports import Notifier
from station.tables import NotificationRow
from tests.station.support import Rig

SHANGHAI = ZoneInfo("Asia/Shanghai")
LINKS = Links("https://station.example", 3600, family_accepts=True)
HOME = HomeSettings(
    address="文化西路 12 号",
    residents=(
        Resident(
            id="wang",
            name="王秀英",
            phone="0531-1",
            contacts=(
                Contact(name="李梅", called=("女儿",), phone="138", notify_url="json://127.0.0.1:9"),
                Contact(name="李强", called=("儿子",), phone="139"),
            ),
        ),
    ),
)


def rows(rig: Rig) -> list[tuple[int, str, str]]:
    with rig.database.reading() as session:
        found = session.scalars(select(NotificationRow).order_by(NotificationRow.step, NotificationRow.name))
        return [(row.step, row.name, row.outcome.value) for row in found]


def ladder_of(rig: Rig, stopwatch: Stopwatch | None = None) -> Ladder:
    """As a program just started has it."""
    return Ladder(rig.database, rig.clock, rig.ladder, SHANGHAI, stopwatch)


def sender_of(rig: Rig, notifier: Notifier, executor: Executor) -> Sender:
    notices = Notices(rig.board, load_phrases("zh"), SHANGHAI)
    return Sender(rig.database, rig.clock, notifier, notices, LINKS, executor, 4)


def send(rig: Rig, notifier: Notifier) -> int:
    """Returns when everything that was begun has ended."""
    with ThreadPoolExecutor(4) as executor:
        return sender_of(rig, notifier, executor).send_waiting()
