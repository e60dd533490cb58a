"""What is put is kept until it is confirmed, whatever is killed or full in between."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from messages.backoff import Backoff
from messages.clock import SystemClock
from messages.database import open_sqlite
from messages.errors import OutboxError
from messages.outbox import Lane, Outbox
from messages.payloads import AlertState, AlertStateChange, Finding, Metric, Urgency
from messages.topics import Confirmation
from tests.messages.support import Make, SetClock


def test_a_row_comes_back_as_it_was_put(outbox: Outbox, clock: SetClock, make: Make) -> None:
    alert = make.alert()
    outbox.send(alert, community="demo")
    (row,) = outbox.due(clock.now(), 10)
    assert row.payload() == alert
    assert (row.lane, row.community, row.confirmation, row.attempts) == (Lane.ALERTS, "demo", Confirmation.STATE, 0)
    assert outbox.next_due_at() == clock.now() == row.created_at


def test_alerts_overtake_everything_and_readings_wait(outbox: Outbox, clock: SetClock, make: Make) -> None:
    sent = [make.readings(), make.event(), make.readings(), make.alert(), make.event(), make.alert()]
    for payload in sent:
        outbox.send(payload)
    order = [row.id for row in outbox.due(clock.now(), 10)]
    assert order == [sent[i].id for i in (3, 5, 1, 4, 0, 2)]
    assert [row.id for row in outbox.due(clock.now(), 1)] == [sent[3].id]
    assert outbox.counts() == {Lane.ALERTS: 2, Lane.EVENTS: 2, Lane.READINGS: 2}


def test_a_rolled_back_transaction_leaves_nothing(outbox: Outbox, clock: SetClock, make: Make) -> None:
    woken: list[int] = []
    outbox.on_new(lambda: woken.append(1))
    with pytest.raises(ZeroDivisionError), outbox.transaction() as connection:
        outbox.put(connection, make.alert())
        raise ZeroDivisionError
    assert outbox.due(clock.now(), 10) == ()
    assert woken == []


def test_the_same_id_twice_is_one_row_and_the_first_word_stays(outbox: Outbox, clock: SetClock, make: Make) -> None:
    alert = make.alert()
    outbox.send(alert)
    outbox.send(alert.model_copy(update={"said": "另一句"}))
    (row,) = outbox.due(clock.now(), 10)
    assert row.payload() == alert


def test_a_retained_state_is_replaced_by_the_newer_one_even_while_under_way(outbox: Outbox, clock: SetClock) -> None:
    first = AlertStateChange(home="home-1", device="station", at=clock.now(), state=AlertState.RECEIVED)
    second = first.model_copy(update={"state": AlertState.ACKNOWLEDGED})
    outbox.send(first)
    under_way = outbox.due(clock.now(), 10)
    outbox.send(second)
    outbox.published(under_way, clock.now())
    (row,) = outbox.due(clock.now(), 10)
    assert row.payload() == second
    outbox.published([row], clock.now())
    assert outbox.next_due_at() is None


def test_the_broker_s_word_ends_readings_but_not_alerts_and_events(outbox: Outbox, clock: SetClock, make: Make) -> None:
    for payload in (make.alert(), make.event(), make.readings()):
        outbox.send(payload)
    outbox.published(outbox.due(clock.now(), 10), clock.now())
    assert outbox.due(clock.now(), 10) == ()
    assert outbox.counts() == {Lane.ALERTS: 1, Lane.EVENTS: 1, Lane.READINGS: 0}
    rows = outbox.due(clock.forward(5), 10)
    assert [row.attempts for row in rows] == [1, 1]


@pytest.mark.parametrize("seconds", [-5, -90, -86400, 86400])
def test_what_was_never_published_is_due_however_the_clock_is_set(
    outbox: Outbox, clock: SetClock, make: Make, seconds: float
) -> None:
    outbox.send(make.alert())
    assert len(outbox.due(clock.forward(seconds), 10)) == 1


def test_only_the_right_confirmation_ends_a_row(outbox: Outbox, clock: SetClock, make: Make) -> None:
    alert, event_ = make.alert(), make.event()
    finding = Finding(
        id=alert.id,
        home="home-1",
        device="bridge-1",
        at=clock.now(),
        kind="pulse_high",
        metric=Metric.HEART_RATE,
        value=130,
        urgency=Urgency.URGENT,
        reason="心率 130 次/分",
    )
    for payload in (alert, event_, finding):
        outbox.send(payload)
    assert outbox.confirm([event_.id], Confirmation.STATE) == 0
    assert outbox.confirm([alert.id, uuid4()], Confirmation.STATE) == 1
    assert {row.kind for row in outbox.due(clock.now(), 10)} == {"event", "finding"}
    assert outbox.confirm([event_.id], Confirmation.RECEIPT) == 1
    with outbox.transaction() as connection:
        assert outbox.withdraw(connection, "finding", alert.id)
        assert not outbox.withdraw(connection, "finding", alert.id)
    assert outbox.next_due_at() is None


def test_a_new_cry_does_not_pay_for_the_publishing_of_one_confirmed_meanwhile(
    outbox: Outbox, clock: SetClock, make: Make
) -> None:
    first, second = make.alert(), make.alert()
    outbox.send(first)
    under_way = outbox.due(clock.now(), 10)
    outbox.confirm([first.id], Confirmation.STATE)
    outbox.send(second)  # SQLite gives it the number of the row that has gone
    outbox.published(under_way, clock.now())
    (row,) = outbox.due(clock.now(), 10)
    assert (row.id, row.attempts) == (second.id, 0)


def test_a_clock_set_back_does_not_silence_an_alert(outbox: Outbox, clock: SetClock, make: Make) -> None:
    outbox.send(make.alert())
    outbox.published(outbox.due(clock.now(), 10), clock.now())
    assert len(outbox.due(clock.now() - timedelta(days=400), 10)) == 1


def test_listeners_hear_of_a_write_from_another_thread(outbox: Outbox, make: Make) -> None:
    told = threading.Event()
    outbox.on_new(told.set)
    threading.Thread(target=outbox.send, args=(make.alert(),)).start()
    assert told.wait(60)


WRITE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from messages.clock import SystemClock
from messages.database import open_sqlite
from messages.outbox import Outbox
from messages.payloads import Alert
box = Outbox(open_sqlite(Path(sys.argv[1])), SystemClock())
box.create()
box.send(Alert.model_validate_json(sys.argv[2]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_program_killed_right_after_the_write_loses_nothing(tmp_path: Path, make: Make) -> None:
    file, alert = tmp_path / "home.db", make.alert()
    ended = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(file), alert.body().decode()], check=False)
    assert ended.returncode == -signal.SIGKILL
    clock = SystemClock()
    (row,) = Outbox(open_sqlite(file), clock).due(clock.now(), 10)
    assert row.payload() == alert


def test_a_full_disk_is_told_and_a_later_try_succeeds(engine: Engine, outbox: Outbox, make: Make) -> None:
    limit = [10]

    def checkout(connection: object, _entry: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit[0]}")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", checkout)
    with pytest.raises(OutboxError, match="full"):
        for _ in range(1000):
            outbox.send(make.alert())
    limit[0] = 100_000
    outbox.send(make.alert())


def test_a_folder_that_cannot_be_made_and_a_file_that_is_no_database_are_told(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_bytes(b"this is no database, " * 100)
    with pytest.raises(OutboxError, match="cannot be made"):
        open_sqlite(blocker / "home.db")
    with pytest.raises(OutboxError, match="not a database"):
        open_sqlite(blocker)


@given(
    first=st.floats(0.1, 10),
    factor=st.floats(1, 1000),
    attempts=st.integers(1, 10**6),
    chances=st.tuples(*[st.floats(0, 1)] * 2),
)
def test_pauses_grow_and_stay_bounded(first: float, factor: float, attempts: int, chances: tuple[float, float]) -> None:
    backoff = Backoff(first, first * factor)
    pause = backoff.pause_s(attempts, chances[0])
    assert first / 2 <= pause <= backoff.longest_s
    doubled = first * 2.0 ** min(attempts, 30)
    if doubled <= backoff.longest_s:
        assert backoff.pause_s(attempts + 1, chances[1]) >= pause * (1 - 1e-9)
