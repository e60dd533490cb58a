"""The outbox keeps its promises on the station's PostgreSQL too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine

from messages.dead_letters import DeadLetters
from messages.outbox import Lane, Outbox
from messages.payloads import AlertState, AlertStateChange
from messages.topics import Confirmation, DeadLetter
from tests.messages.support import START, Make, SetClock
from tests.postgresql import postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture
def engine(server: str) -> Iterator[Engine]:
    opened = create_engine(server)
    yield opened
    with opened.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS outbox, dead_letters")
    opened.dispose()


def test_order_doubles_and_confirmations(outbox: Outbox, clock: SetClock, make: Make) -> None:
    readings, event, alert = make.readings(), make.event(), make.alert()
    for payload in (readings, event, alert, alert):
        outbox.send(payload, "demo")
    rows = outbox.due(clock.now(), 10)
    assert [row.payload() for row in rows] == [alert, event, readings]
    outbox.published(rows, clock.now())
    assert outbox.counts() == {Lane.ALERTS: 1, Lane.EVENTS: 1, Lane.READINGS: 0}
    assert outbox.confirm([alert.id], Confirmation.STATE) == 1
    assert outbox.confirm([event.id], Confirmation.RECEIPT) == 1
    assert outbox.next_due_at() is None


def test_the_newest_state_of_an_alert_replaces_the_older_one(outbox: Outbox, clock: SetClock) -> None:
    first = AlertStateChange(home="home-1", device="station", at=START, state=AlertState.RECEIVED)
    second = first.model_copy(update={"state": AlertState.ACKNOWLEDGED})
    outbox.send(first)
    under_way = outbox.due(clock.now(), 10)
    outbox.send(second)
    outbox.published(under_way, clock.now())
    assert [row.payload() for row in outbox.due(clock.now(), 10)] == [second]


def test_a_rolled_back_transaction_leaves_nothing(outbox: Outbox, clock: SetClock, make: Make) -> None:
    with pytest.raises(ZeroDivisionError), outbox.transaction() as connection:
        outbox.put(connection, make.alert())
        raise ZeroDivisionError
    assert outbox.due(clock.now(), 10) == ()


def test_dead_letters(dead_letters: DeadLetters) -> None:
    letter = DeadLetter("t", b"\x00\xff", "garbage")
    dead_letters.keep(letter, START)
    assert [kept.letter for kept in dead_letters.listed()] == [letter]
