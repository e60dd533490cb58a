"""How each notice goes out, and what is written down about it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from station.accounts.accounts import NewUser
from station.database import Database
from station.lifecycle import Action
from station.notify.apprise_notifier import AppriseNotifier
from station.notify.news import News
from station.notify.notifications import LEASE, TRIES, claim, waiting
from station.notify.stopwatch import Stopwatch
from station.notify.watch import Watch
from station.tables import ContactRow, NotificationRow, Outcome, Role
from tests.station.homeward import until
from tests.station.receivers import Service
from tests.station.support import LI, Rig, a_cry
from tests.station.telling import HOME, SHANGHAI, ladder_of, rows, send, sender_of


@pytest.fixture
def service() -> Iterator[Service]:
    one = Service()
    yield one
    one.close()


@pytest.fixture
def rig(database: Database) -> Rig:
    return Rig(database, HOME)


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
    for _ in range(3):
        assert rows(rig) == [(0, "李", "waiting")]
        assert send(rig, AppriseNotifier()) == 1
        assert send(rig, AppriseNotifier()) == 0  # not before its pause is over
        rig.clock.forward(61)
    with rig.database.writing() as session:
        session.execute(update(NotificationRow).values(attempts=TRIES - 1))
    assert send(rig, AppriseNotifier()) == 1
    assert rows(rig) == [(0, "李", "failed")]
    with rig.database.reading() as session:
        kept = session.scalars(select(NotificationRow)).one()
        assert (kept.attempts, kept.outcome, kept.reason) == (TRIES, Outcome.FAILED, "refused")


def test_an_address_that_is_none_is_given_up_at_once(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, "nonsense"), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    send(rig, AppriseNotifier())
    assert rows(rig) == [(0, "李", "failed")]


def test_a_program_that_died_with_a_notice_leaves_it_to_the_next(rig: Rig, service: Service) -> None:
    """It may have been sent just before; sent twice is better than not at all."""
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    with rig.database.writing() as session:
        [row] = waiting(session, rig.clock.now(), frozenset(), 10)
        assert claim(session, row, rig.clock.now())
    assert send(rig, AppriseNotifier()) == 0
    rig.clock.forward(LEASE.total_seconds())
    assert send(rig, AppriseNotifier()) == 1
    assert rows(rig) == [(0, "李", "sent")]


def test_senders_side_by_side_send_once(rig: Rig, service: Service) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    ready = threading.Barrier(4)

    def send_one() -> None:
        ready.wait()
        send(rig, AppriseNotifier())

    threads = [threading.Thread(target=send_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert service.tries == 1
    assert rows(rig) == [(0, "李", "sent")]


def test_only_one_of_two_that_have_read_the_same_row_may_send_it(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, "json://127.0.0.1:9"), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    with rig.database.reading() as session:
        [row] = waiting(session, rig.clock.now(), frozenset(), 10)
    with rig.database.writing() as session:
        assert claim(session, row, rig.clock.now())
    with rig.database.writing() as session:
        assert not claim(session, row, rig.clock.now())


def test_a_service_that_hangs_holds_up_nobody_else(rig: Rig, service: Service) -> None:
    slow = Service()
    slow.hold.clear()
    try:
        rig.accounts.add(NewUser("慢", Role.WORKER, True, slow.url), "test")
        rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
        rig.take(a_cry(home="home-2"))
        ladder_of(rig).climb()
        with ThreadPoolExecutor(2) as executor:
            sender = sender_of(rig, AppriseNotifier(), executor)
            ended = threading.Semaphore(0)
            sender.on_free(ended.release)
            assert sender.send_waiting() == 2
            assert slow.asked.acquire(timeout=30)
            assert ended.acquire(timeout=30)
            assert (0, "李", "sent") in rows(rig)
            assert (0, "慢", "waiting") in rows(rig)
            slow.hold.set()
    finally:
        slow.close()


def test_a_newer_notice_takes_the_place_of_one_that_waits(rig: Rig) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, "json://127.0.0.1:9"), "test")
    rig.take(a_cry(home="home-2"))
    ladder_of(rig).climb()
    rig.clock.forward(60)
    ladder_of(rig).climb()
    assert rows(rig) == [(0, "李", "dropped"), (1, "李", "waiting")]


def test_of_an_accepted_alert_no_worker_needs_to_hear_and_the_family_does(rig: Rig, service: Service) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    with rig.database.writing() as session:
        session.execute(update(ContactRow).where(ContactRow.name == "李梅").values(notify_url=service.url + "/mei"))
    cry = a_cry()
    rig.take(cry)
    ladder_of(rig).climb()
    rig.alerts.act(cry.id, Action.ACKNOWLEDGE, LI)
    send(rig, AppriseNotifier())
    assert rows(rig) == [(0, "李", "dropped"), (0, "李梅", "sent")]
    [taken] = service.taken
    assert "李护士 已接" in taken["message"]
    assert "/accept/" not in taken["message"]


def test_a_clock_turned_back_by_hours_stops_neither_the_ladder_nor_the_tries(rig: Rig, service: Service) -> None:
    for name, role, on_duty in (("李", Role.WORKER, True), ("钱", Role.SUPERVISOR, False)):
        rig.accounts.add(NewUser(name, role, on_duty, service.url if name == "李" else ""), "test")
    passed_s = 0.0
    ladder = ladder_of(rig, Stopwatch(lambda: passed_s))
    rig.take(a_cry(home="home-2"))
    service.status = 500
    assert ladder.climb() == 1
    assert send(rig, AppriseNotifier()) == 1
    rig.clock.moment -= timedelta(hours=5)
    assert ladder.climb() == 0
    passed_s = 61
    assert ladder.climb() == 1  # the second step, though the wall clock says that the alert lies in the future
    service.status = 200
    assert send(rig, AppriseNotifier()) == 1
    # The program is started anew, and only the rows know how long it has been.
    again = ladder_of(rig, Stopwatch(lambda: passed_s))
    assert again.climb() == 0
    passed_s += 121
    assert again.climb() == 1
    assert rows(rig) == [(0, "李", "dropped"), (1, "李", "sent"), (2, "钱", "no_address")]


def test_both_loops_tell_and_one_that_ended_is_seen(rig: Rig, service: Service) -> None:
    rig.accounts.add(NewUser("李", Role.WORKER, True, service.url), "test")
    with ThreadPoolExecutor(4) as executor:
        sender = sender_of(rig, AppriseNotifier(), executor)
        watch = Watch(ladder_of(rig), News(rig.database, rig.clock, SHANGHAI), sender, 0.05)
        seen = [watch.alive]
        watch.start()
        rig.take(a_cry(home="home-2"))
        until("the notice", lambda: rows(rig) == [(0, "李", "sent")], 60)
        seen.append(watch.alive)
        watch.stop()
    seen.append(watch.alive)
    assert seen == [False, True, False]
    assert service.tries == 1
