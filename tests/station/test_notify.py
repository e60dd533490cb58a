"""Who is told, by which way, and what is written down about it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config.phrases import load_phrases
from config.settings import Contact, HomeSettings, Resident
from messages.payloads import Urgency
from station.accounts.accounts import NewUser
from station.database import Database
from station.errors import NotifyError
from station.lifecycle import Action
from station.notify.apprise_notifier import AppriseNotifier
from station.notify.ladder import Ladder
from station.notify.links import Links
from station.notify.notices import Notices
from station.notify.notifications import TRIES
from station.notify.page_notifier import PageNotifier
from station.notify.recipients import Recipient, Staff, rungs
from station.notify.sender import Sender
from station.ports import Notice, Notifier
from station.tables import NotificationRow, Outcome, Role
from tests.mosquitto import free_port
from tests.station.support import LI, Rig, a_cry

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


class Service:
    """A web service that takes notices, or refuses them."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.status = 200
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if outer.status == 200:
                    outer.taken.append(body)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.close()


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database, HOME)


def rows(rig: Rig) -> list[tuple[int, str, str]]:
    with rig.database.reading() as session:
        found = session.scalars(select(NotificationRow).order_by(NotificationRow.step, NotificationRow.name))
        return [(row.step, row.name, row.outcome.value) for row in found]


def ladder_of(rig: Rig) -> Ladder:
    """As a program just started has it."""
    return Ladder(rig.database, rig.clock, rig.ladder, SHANGHAI)


def sender_of(rig: Rig, notifier: Notifier, executor: Executor) -> Sender:
    notices = Notices(rig.board, load_phrases("zh"), SHANGHAI)
    return Sender(rig.database, rig.clock, notifier, notices, LINKS, executor, 4)


def send(rig: Rig, notifier: Notifier) -> int:
    """Returns when everything that was begun has ended."""
    with ThreadPoolExecutor(4) as executor:
        return sender_of(rig, notifier, executor).send_waiting()


def test_the_ladder_writes_who_is_told_and_stops_when_somebody_accepts(rig: Rig) -> None:
    for name, role, on_duty in (("李", Role.WORKER, True), ("赵", Role.WORKER, False), ("钱", Role.SUPERVISOR, False)):
        rig.accounts.add(NewUser(name, role, on_duty), "test")
    ladder = ladder_of(rig)
    cry = a_cry()
    rig.take(cry)
    assert ladder.climb() == 2
    assert ladder.climb() == 0
    assert rows(rig) == [(0, "李", "no_address"), (0, "李梅", "waiting")]
    rig.clock.forward(60)
    assert ladder.climb() == 3
    rig.clock.forward(120)
    assert ladder.climb() == 1
    assert rows(rig)[-1] == (2, "钱", "no_address")
    rig.clock.forward(60)
    assert ladder.climb() == 1
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    rig.clock.forward(600)
    assert ladder.climb() == 0


def test_a_worse_fact_begins_the_ladder_anew(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True), "test")
    ladder = ladder_of(rig)
    mild = a_cry(urgency=Urgency.ATTENTION)
    rig.take(mild)
    ladder.climb()
    rig.alerts.act(mild.id, Action.ACKNOWLEDGE, LI)
    rig.take(a_cry())
    assert ladder.climb() == 2
    assert rows(rig)[-2:] == [(3, "李", "no_address"), (3, "李梅", "waiting")]


def test_two_programs_on_one_database_tell_nobody_twice(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True), "test")
    rig.take(a_cry())
    ready = threading.Barrier(4)

    def climb() -> None:
        ready.wait()
        ladder_of(rig).climb()

    threads = [threading.Thread(target=climb) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(rows(rig)) == 2


def person(name: str, role: Role, on_duty: bool = False) -> Staff:
    return Staff(Recipient(name, name, ""), role, on_duty)


@pytest.mark.parametrize(
    ("staff", "on_duty", "all_workers", "supervisor"),
    [
        ([person("w", Role.WORKER, True), person("v", Role.WORKER)], "w", "wv", ""),
        ([person("w", Role.WORKER), person("s", Role.SUPERVISOR)], "w", "w", "s"),
        ([person("s", Role.SUPERVISOR, True), person("w", Role.WORKER)], "s", "w", "s"),
        ([person("a", Role.ADMINISTRATOR)], "a", "a", "a"),
        ([person("a", Role.ADMINISTRATOR), person("f", Role.FAMILY, True)], "a", "a", "a"),
        ([], "", "", ""),
    ],
)
def test_an_empty_rung_is_filled_from_above(
    staff: list[Staff], on_duty: str, all_workers: str, supervisor: str
) -> None:
    found = rungs(staff, (Recipient("c1", "c1", ""), Recipient("c2", "c2", "")))
    names = {rung: "".join(p.key for p in people) for rung, people in found.items()}
    assert (names["on_duty"], names["all_workers"], names["supervisor"]) == (on_duty, all_workers, supervisor)
    assert (names["first_contact"], names["second_contact"]) == ("c1", "c2")


def test_a_notice_arrives_with_who_where_what_and_whom_to_ring(rig: Rig, service: Service) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    cry = a_cry(said="救命，我摔倒了")
    rig.take(cry)
    ladder_of(rig).climb()
    assert send(rig, AppriseNotifier()) == 2
    [taken] = service.taken
    assert taken["title"] == "【紧急】王秀英：呼救"
    for part in ("文化西路 12 号", "救命，我摔倒了", "女儿：138", "儿子：139"):
        assert part in taken["message"]
    assert (0, "李", "sent") in rows(rig)


def test_a_refused_notice_is_tried_again_and_then_given_up(rig: Rig, service: Service) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    service.status = 500
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    for _ in range(TRIES):
        assert rows(rig) == [(0, "李", "waiting")]
        assert send(rig, AppriseNotifier()) == 1
        assert send(rig, AppriseNotifier()) == 0  # not before its pause is over
        rig.clock.forward(61)
    assert rows(rig) == [(0, "李", "failed")]
    with rig.database.reading() as session:
        kept = session.scalars(select(NotificationRow)).one()
        assert (kept.attempts, kept.outcome) == (TRIES, Outcome.FAILED)
        assert service.url not in kept.reason


@pytest.mark.parametrize("kind", ["apprise", "page"])
def test_every_notifier_returns_when_the_notice_is_taken(kind: str, service: Service) -> None:
    notifier: Notifier = AppriseNotifier() if kind == "apprise" else PageNotifier()
    notifier.send(service.url, Notice("title", "body"))
    assert len(service.taken) == (1 if kind == "apprise" else 0)


@pytest.mark.parametrize("address", ["", "nonsense", f"json://127.0.0.1:{free_port()}"])
def test_an_address_that_leads_nowhere_is_an_error_without_the_address(address: str) -> None:
    with pytest.raises(NotifyError) as error:
        AppriseNotifier().send(address, Notice("title", "body"))
    assert not address or address not in str(error.value)
