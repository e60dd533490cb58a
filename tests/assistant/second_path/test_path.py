"""Each attempt is a row, retried with growing pauses, kept over a restart, and told as it is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

import assistant.second_path.path as path_module
from assistant.ports import ChannelError
from assistant.second_path.decide import Result
from config.settings import SecondPathSettings
from messages.payloads import AlertKind, AlertState, Urgency
from messages.short_code import short_code
from tests.assistant.second_path.support import Home

REFUSED = ChannelError("the service did not take the message")
CUT_OFF = ChannelError("no answer", perhaps_sent=True)
NOBODY = ("nobody", "")
LONG_AGO = datetime(2025, 3, 1, tzinfo=UTC)  # the broker has been out of reach since then


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_module, "LOOK_EVERY_S", 0.01)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


async def test_a_cry_into_an_outage_reaches_the_family_and_is_marked_for_the_station(home: Home) -> None:
    alert = home.cry()
    await home.until("both are told", lambda: len(home.teller.heard) == 2)
    assert home.rows() == [("alert", "女儿", "sent", 1), ("alert", "儿子", "sent", 1)]
    assert sorted(address for address, _ in home.channel.taken) == ["ntfy://daughter", "ntfy://son"]
    assert all(short_code(alert.id) in words for _, words in home.channel.taken)
    assert sorted(home.teller.heard) == [("message", "儿子"), ("message", "女儿")]
    assert {(event.about, event.detail["code"], event.detail["outcome"]) for event in home.events()} == {
        (alert.id, short_code(alert.id), "sent")
    }
    assert home.alerts.open_alert(home.clock.now()).told  # type: ignore[union-attr]


async def test_a_modem_carries_it_too_and_each_person_is_named_once(tmp_path: Path) -> None:
    home = Home(tmp_path, SecondPathSettings(modem="/dev/ttyUSB2"))
    home.cry()
    await home.until("three are sent", lambda: len([row for row in home.rows() if row[2] == "sent"]) == 3)
    await home.until("two are named", lambda: len(home.teller.heard) == 2)
    assert [address for address, _ in home.modem.taken] == ["13800000001"]


async def test_a_failed_attempt_is_a_row_and_comes_again_after_growing_pauses(home: Home) -> None:
    home.channel.trouble = {"ntfy://daughter": REFUSED, "ntfy://son": REFUSED}
    home.cry()
    await home.until("nobody", lambda: NOBODY in home.teller.heard)
    assert [result for result, _, _ in home.attempts()] == ["failed", "failed"]
    assert home.attempts()[0][1] == str(REFUSED)
    for pause_s, due in ((7, 0), (1, 2), (14, 0), (2, 2)):  # half of 15 s, then half of 30 s
        home.clock.forward(pause_s)
        notices = home.book.due(LONG_AGO, home.whom)
        assert len(notices) == due
        for notice in notices:
            home.book.end(notice, home.book.begin(notice), Result.FAILED, "again")
    home.channel.trouble = {"ntfy://daughter": REFUSED}
    home.clock.forward(60)
    await home.until("the son", lambda: ("message", "儿子") in home.teller.heard)
    before = home.teller.heard.count(NOBODY)
    home.clock.forward(300)
    tried = len(home.attempts())
    await home.until("the daughter is tried again", lambda: len(home.attempts()) > tried)
    assert home.teller.heard.count(NOBODY) == before


async def test_an_attempt_cut_by_a_power_failure_stays_unknown_and_is_made_again(tmp_path: Path) -> None:
    before = Home(tmp_path)
    alert = before.cry()
    before.book.begin(before.book.due(LONG_AGO, before.whom)[0])
    after = Home(tmp_path)
    await after.until("the one not begun", lambda: [row[2] for row in after.rows()].count("sent") == 1)
    after.clock.forward(60)
    await after.until("the one cut off", lambda: [row[2] for row in after.rows()].count("sent") == 2)
    assert [result for result, _, _ in after.attempts()].count("unknown") == 1
    assert {row[2] for row in after.rows()} == {"sent"}
    assert {event.about for event in after.events()} == {alert.id}


async def test_what_the_station_has_is_dropped_and_the_attempts_are_reported(home: Home) -> None:
    home.channel.trouble = {"ntfy://daughter": REFUSED, "ntfy://son": REFUSED}
    alert = home.cry()
    await home.until("nobody", lambda: NOBODY in home.teller.heard)
    home.station_says(alert, AlertState.RECEIVED)
    await home.until("dropped", lambda: {row[2] for row in home.rows()} == {"dropped"})
    assert [event.detail["outcome"] for event in home.events()] == ["dropped", "dropped"]


async def test_what_a_band_raised_leaves_too_and_what_another_speaker_raised_does_not(home: Home) -> None:
    of_a_band = home.reporter.alert(AlertKind.BAND_SOS, Urgency.EMERGENCY, device="bridge-1")
    of_another = home.reporter.alert(AlertKind.CRY, Urgency.EMERGENCY, device="speaker-2")
    home.alerts.hear(of_another)
    home.alerts.hear(of_a_band)
    assert {notice.alert.id for notice in home.book.due(LONG_AGO, home.whom)} == {of_a_band.id}


async def test_an_alert_that_the_station_has_never_leaves(home: Home) -> None:
    alert = home.cry()
    home.station_says(alert, AlertState.RECEIVED)
    other = home.cry()
    await home.until("the other one", lambda: len(home.channel.taken) == 2)
    assert all(short_code(other.id) in words for _, words in home.channel.taken)
    assert all(short_code(alert.id) not in words for _, words in home.channel.taken)


async def test_whoever_was_told_or_may_have_been_is_told_that_she_is_well(home: Home) -> None:
    home.channel.trouble = {"ntfy://son": CUT_OFF}
    alert = home.cry()
    await home.until("one is told", lambda: home.channel.taken and len(home.attempts()) == 2 and home.attempts()[-1][2])
    home.channel.trouble = {}
    home.cancel(alert)
    await home.until("both know", lambda: len([heard for heard in home.teller.heard if heard[0] == "cancel"]) == 2)
    cancels = [row for row in home.rows() if row[0] == "cancel"]
    assert cancels == [("cancel", "女儿", "sent", 1), ("cancel", "儿子", "sent", 1)]
    assert "没事" in home.channel.taken[-1][1]


async def test_one_that_was_refused_hears_of_no_cancellation(home: Home) -> None:
    home.channel.trouble = {"ntfy://son": REFUSED}
    alert = home.cry()
    await home.until("both are tried", lambda: {r for r, _, ended in home.attempts() if ended} == {"sent", "failed"})
    home.cancel(alert)
    await home.until("the daughter knows", lambda: ("cancel", "女儿") in home.teller.heard)
    assert [row[1] for row in home.rows() if row[0] == "cancel"] == ["女儿"]


async def test_a_cancellation_never_overtakes_the_word_it_takes_back(home: Home) -> None:
    home.channel.held = asyncio.Event()
    alert = home.cry()
    running = asyncio.ensure_future(home.path.run())
    async with asyncio.timeout(20):
        while len(home.channel.tried) < 2:
            await asyncio.sleep(0.01)
        home.cancel(alert)
        while len([row for row in home.rows() if row[0] == "cancel"]) < 2:
            await asyncio.sleep(0.01)
        assert len(home.channel.tried) == 2
        home.channel.held.set()
        while len(home.channel.taken) < 4:
            await asyncio.sleep(0.01)
    running.cancel()
    assert ["没事" in words for _, words in home.channel.taken] == [False, False, True, True]


async def test_cancelled_before_anybody_was_told_nobody_is(home: Home) -> None:
    home.link.connected = True
    alert = home.cry()
    home.cancel(alert)
    other = home.cry()
    home.clock.forward(31)
    await home.until("the other one", lambda: len(home.channel.taken) == 2)
    assert {short_code(other.id) in words for _, words in home.channel.taken} == {True}


async def test_a_disk_that_refuses_does_not_end_it(home: Home) -> None:
    with home.kept.engine.begin() as connection:
        connection.execute(text("ALTER TABLE second_path RENAME TO elsewhere"))
    home.cry()
    running = asyncio.ensure_future(home.path.run())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await asyncio.shield(running)
    with home.kept.engine.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO second_path"))
    async with asyncio.timeout(20):
        while len(home.teller.heard) < 2:
            await asyncio.sleep(0.01)
    running.cancel()


async def test_a_recipient_who_is_no_longer_in_the_settings_is_not_told(tmp_path: Path) -> None:
    before = Home(tmp_path)
    before.cry()
    assert before.book.due(LONG_AGO, before.whom)
    after = Home(tmp_path, SecondPathSettings(tell_contacts=False))
    await after.until("given up", lambda: [result for result, _, _ in after.attempts()] == [Result.FAILED.value] * 2)
    assert after.channel.tried == []
