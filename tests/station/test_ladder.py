"""Who is told, when, and who is left alone."""

from __future__ import annotations

import threading
from datetime import time

import pytest

from messages.payloads import Urgency
from station.accounts.account import Account
from station.accounts.accounts import NewUser
from station.database import Database
from station.duty.book import DutyBook
from station.duty.roster import Day, Shift
from station.lifecycle import Action
from station.notify.news import News
from station.notify.recipients import Recipient, Staff, rungs
from station.notify.stopwatch import Stopwatch
from station.tables import Role
from tests.station.support import LI, Rig, a_cry
from tests.station.telling import HOME, SHANGHAI, ladder_of, rows


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database, HOME)


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
        thread.join(60)
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


def test_whoever_accepted_hears_what_joins_and_what_worsens(rig: Rig) -> None:
    """He is not on duty, so no rung would tell him again."""
    rig.accounts.add(NewUser("赵", Role.WORKER, True), "test")
    rig.accounts.add(NewUser("李护士", Role.WORKER, False), "test")
    li = next(Account(user.id, user.name, user.role) for user in rig.accounts.people() if user.name == "李护士")
    news = News(rig.database, rig.clock, SHANGHAI)
    first = a_cry(urgency=Urgency.URGENT)
    rig.take(first)
    ladder_of(rig).climb()
    rig.alerts.act(first.id, Action.ACKNOWLEDGE, li)
    before = rows(rig)
    assert news.tell() == 0
    rig.take(a_cry(urgency=Urgency.ATTENTION, said="我还在等"))
    rig.take(a_cry(urgency=Urgency.ATTENTION, said="快点"))
    assert news.tell() == 1
    assert news.tell() == 0
    assert ladder_of(rig).climb() == 0  # no graver than it was
    rig.take(a_cry(urgency=Urgency.EMERGENCY))
    assert news.tell() == 1
    assert ladder_of(rig).climb() == 2
    new = [row for row in rows(rig) if row not in before]
    assert [name for step, name, _ in new if step < 0] == ["李护士", "李护士"]
    assert {(step, name) for step, name, _ in new if step > 0} == {(3, "赵"), (3, "李梅")}


def test_a_clock_turned_forward_tells_early_and_back_again_tells_nobody_twice(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True), "test")
    rig.accounts.add(NewUser("钱", Role.SUPERVISOR), "test")
    ladder = ladder_of(rig, Stopwatch(lambda: 0.0))
    rig.take(a_cry(home="home-2"))
    assert ladder.climb() == 1
    rig.clock.forward(3600)
    assert ladder.climb() == 2
    rig.clock.forward(-3600)
    assert ladder.climb() == 0
    assert [(step, name) for step, name, _ in rows(rig)] == [(0, "李"), (1, "李"), (59, "钱")]
    rig.clock.forward(240)
    assert ladder.climb() == 1
    assert [(step, name) for step, name, _ in rows(rig)][2] == (3, "钱")


def test_the_roster_says_who_is_told_first(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER), "test")
    rig.accounts.add(NewUser("赵", Role.WORKER), "test")
    li = next(user.id for user in rig.accounts.people() if user.name == "李")
    book = DutyBook(rig.database, rig.clock, SHANGHAI)
    book.add_shift(Shift(li, Day.MONDAY, time(8), time(20)), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    assert [name for _, name, _ in rows(rig)] == ["李"]
    [first] = rig.board.live(LI)
    rig.alerts.act(first.id, Action.ACKNOWLEDGE, LI)
    rig.clock.forward(6 * 3600)  # 22:00 there: nobody is on duty, so all are told
    rig.take(a_cry(home="home-3"))
    ladder_of(rig).climb()
    assert sorted(name for _, name, _ in rows(rig)) == ["李", "李", "赵"]
