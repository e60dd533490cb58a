"""Accepting by the link of a notice: once, that alert alone, for a while, and by nobody who only opens it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from config.phrases import load_phrases
from config.settings import Contact, HomeSettings, Resident, RetentionSettings
from messages.payloads import AlertState, Urgency
from station.accepting import AcceptLinks, LinkState
from station.accounts.accounts import NewUser
from station.database import Database
from station.errors import LinkThrottledError
from station.lifecycle import Action
from station.notify.ladder import Ladder
from station.notify.links import Links, hash_of
from station.notify.notices import Notices
from station.notify.sender import Sender
from station.ports import Notice
from station.retention import Retention
from station.tables import AcceptLinkRow, NotificationRow, Role, TransitionRow, UserRow
from tests.station.support import LI, Rig, a_cancel, a_cry

SHANGHAI = ZoneInfo("Asia/Shanghai")
BASE = "https://station.example"
HOME = HomeSettings(
    address="文化西路 12 号",
    residents=(
        Resident(
            id="wang", name="王秀英", contacts=(Contact(name="李梅", called=("女儿",), phone="138", notify_url="x"),)
        ),
    ),
)


class Letterbox:
    """Keeps what is sent, by address."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Notice]] = []

    def send(self, address: str, notice: Notice) -> None:
        self.taken.append((address, notice))

    def token(self, address: str) -> str:
        """That of the newest notice to an address."""
        body = next(notice.body for to, notice in reversed(self.taken) if to == address)
        return body.rsplit("/accept/", 1)[1]


class Told:
    """A rig with a worker on duty, one who is not, and a daughter, and what they were sent."""

    def __init__(self, database: Database) -> None:
        self.rig = Rig(database, HOME)
        self.post = Letterbox()
        self.links = AcceptLinks(database, self.rig.clock, self.rig.alerts, self.rig.board)
        for name, on_duty in (("李", True), ("赵", False)):
            self.rig.accounts.add(NewUser(name, Role.WORKER, on_duty, name), "test")
        self._ladder = Ladder(database, self.rig.clock, self.rig.ladder, SHANGHAI)

    def tell(self, family_accepts: bool = True, base: str = BASE) -> None:
        """The ladder climbs, and what waits is sent."""
        self._ladder.climb()
        notices = Notices(self.rig.board, load_phrases("zh"), SHANGHAI)
        links = Links(base, 3600, family_accepts)
        with ThreadPoolExecutor(1) as executor:
            sender = Sender(self.rig.database, self.rig.clock, self.post, notices, links, executor, 8)
            sender.send_waiting()

    def look(self, token: str) -> LinkState:
        return self.links.look(token, "visitor").state

    def accept(self, token: str) -> LinkState:
        return self.links.accept(token, "visitor").state

    def holder(self, alert: UUID) -> str:
        return self.rig.board.whose(alert).accepted_by


@pytest.fixture
def told(database: Database) -> Iterator[Told]:
    one = Told(database)
    yield one


def test_opening_changes_nothing_and_pressing_accepts_once(told: Told) -> None:
    cry = a_cry()
    told.rig.take(cry)
    told.tell()
    token = told.post.token("李")
    assert [told.look(token) for _ in range(3)] == [LinkState.OPEN] * 3
    assert told.rig.state(cry.id) is AlertState.RECEIVED
    assert told.accept(token) is LinkState.YOURS
    assert (told.rig.state(cry.id), told.holder(cry.id)) == (AlertState.ACKNOWLEDGED, "李")
    assert told.rig.states()[cry.id].by == "李"  # the home hears it
    assert told.accept(token) is LinkState.YOURS
    with told.rig.database.reading() as session:
        steps = session.scalars(select(TransitionRow.action).order_by(TransitionRow.id)).all()
    assert list(steps) == ["receive", "acknowledge"]


def test_the_daughter_accepts_under_her_own_name_and_the_worker_is_told_so(told: Told) -> None:
    cry = a_cry()
    told.rig.take(cry)
    told.tell()
    assert told.accept(told.post.token("x")) is LinkState.YOURS
    assert told.holder(cry.id) == "李梅"
    late = told.links.accept(told.post.token("李"), "visitor")
    assert (late.state, late.alert.accepted_by if late.alert else "") == (LinkState.TAKEN, "李梅")


@pytest.mark.parametrize(("family_accepts", "base", "who"), [(False, BASE, ["李"]), (True, "", [])])
def test_links_only_where_the_settings_want_them(told: Told, family_accepts: bool, base: str, who: list[str]) -> None:
    told.rig.take(a_cry())
    told.tell(family_accepts, base)
    assert [to for to, notice in told.post.taken if "/accept/" in notice.body] == who
    assert len(told.post.taken) == 2


@pytest.mark.parametrize(("days", "gone"), [(29, False), (32, True)])
def test_links_and_addresses_go_after_a_month_and_the_notices_stay(told: Told, days: int, gone: bool) -> None:
    told.rig.take(a_cry())
    told.tell()
    told.rig.clock.forward(days * 86400)
    Retention(told.rig.database, told.rig.clock, RetentionSettings()).sweep()
    with told.rig.database.reading() as session:
        addresses = sorted(session.scalars(select(NotificationRow.address)))
    assert told.rig.count(AcceptLinkRow) == (0 if gone else 2)
    assert addresses == (["", ""] if gone else ["x", "李"])


def test_no_token_stands_in_the_database(told: Told) -> None:
    told.rig.take(a_cry())
    told.tell()
    tokens = [told.post.token("李"), told.post.token("x")]
    with told.rig.database.reading() as session:
        kept = set(session.scalars(select(AcceptLinkRow.token_hash)))
    assert kept == {hash_of(token) for token in tokens}
    assert len(set(tokens)) == 2


def test_every_try_has_a_link_that_works_since_one_that_seemed_to_fail_may_have_arrived(told: Told) -> None:
    cry = a_cry()
    told.rig.take(cry)
    told.tell()
    first = told.post.token("李")
    with told.rig.database.writing() as session:
        session.execute(update(NotificationRow).values(outcome="waiting"))
    told.rig.clock.forward(50)
    told.tell()
    second = told.post.token("李")
    assert first != second
    assert told.accept(first) is LinkState.YOURS
    assert told.look(second) is LinkState.YOURS


@pytest.mark.parametrize("end", ["resolved", "cancelled", "expired", "switched off", "made up"])
def test_a_link_that_is_good_for_nothing_any_more(told: Told, end: str) -> None:
    cry = a_cry()
    told.rig.take(cry)
    told.tell()
    token = told.post.token("李")
    expected = LinkState.OVER
    if end == "resolved":
        told.rig.alerts.act(cry.id, Action.RESOLVE, LI, "已扶起")
    elif end == "cancelled":
        told.rig.take(a_cancel(cry.id))
    elif end == "expired":
        told.rig.clock.forward(3600)
        expected = LinkState.EXPIRED
    elif end == "switched off":
        with told.rig.database.writing() as session:
            session.execute(update(UserRow).where(UserRow.name == "李").values(active=False))
        expected = LinkState.UNKNOWN
    else:
        token, expected = "x" * 32, LinkState.UNKNOWN
    before = told.rig.state(cry.id)
    assert (told.look(token), told.accept(token)) == (expected, expected)
    assert told.rig.state(cry.id) is before


def test_a_used_link_does_not_accept_what_has_come_up_again(told: Told) -> None:
    mild = a_cry(urgency=Urgency.ATTENTION)
    told.rig.take(mild)
    told.tell()
    old = told.post.token("李")
    told.accept(old)
    told.rig.take(a_cry())
    assert told.rig.state(mild.id) is AlertState.RECEIVED
    assert told.accept(old) is LinkState.USED
    assert told.rig.state(mild.id) is AlertState.RECEIVED
    told.tell()
    assert told.accept(told.post.token("李")) is LinkState.YOURS


def test_the_page_shows_no_more_than_the_notice_said(told: Told) -> None:
    told.rig.take(a_cry(said="我摔倒了"))
    told.tell()
    told.rig.clock.forward(5)
    told.rig.take(a_cry(said="后来说的"))
    offer = told.links.look(told.post.token("李"), "visitor")
    assert offer.alert is not None
    assert [fact.said for fact in offer.alert.facts] == ["我摔倒了"]


def test_of_many_that_press_at_once_one_accepts(told: Told) -> None:
    cry = a_cry()
    told.rig.take(cry)
    told.tell()
    tokens = [told.post.token("李"), told.post.token("x")] * 2
    ready = threading.Barrier(len(tokens))

    def press(token: str) -> LinkState:
        ready.wait()
        return told.accept(token)

    with ThreadPoolExecutor(len(tokens)) as executor:
        states = list(executor.map(press, tokens))
    assert set(states) == {LinkState.YOURS, LinkState.TAKEN}
    with told.rig.database.reading() as session:
        used = session.scalars(select(AcceptLinkRow).where(AcceptLinkRow.used_at.is_not(None))).all()
        accepted = session.scalars(select(TransitionRow).where(TransitionRow.action == "acknowledge")).all()
    assert (len(used), len(accepted)) == (1, 1)


def test_whoever_tries_many_links_waits_and_others_do_not(told: Told) -> None:
    told.rig.take(a_cry())
    told.tell()
    with pytest.raises(LinkThrottledError):
        for number in range(100):
            told.links.look(f"guess-{number}", "stranger")
    assert number < 50
    token = told.post.token("李")
    with pytest.raises(LinkThrottledError):
        told.links.accept(token, "stranger")
    assert told.look(token) is LinkState.OPEN
