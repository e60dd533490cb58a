"""Simulated watches: they wait for their answers as real ones do, and their load is counted."""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from config.elder_watch import ElderWatchSettings
from tests.wearable_bridge.elder_watch.support import NUMBERS, WITHIN_S, standing
from wearable_bridge.elder_watch.frames import frame_bytes
from wearable_bridge.ports import SourceAlarm
from xiaoan.bands.contents import SOS_BIT, position
from xiaoan.bands.crowd import Crowd, number_of
from xiaoan.bands.load import Load, settings_text
from xiaoan.bands.watch_client import dial
from xiaoan.bands.wearer import Habits, Tally, Wearer

WATCHES = [{"name": f"watch-{n}", "number": number_of(n), "resident": "wang"} for n in range(3)]


async def until(tally: Tally, what: str, count: int) -> None:
    async with asyncio.timeout(WITHIN_S):
        while tally.counts[what] < count:
            await asyncio.sleep(0.01)


@asynccontextmanager
async def living(wearer: Wearer, host: str, port: int) -> AsyncIterator[None]:
    task = asyncio.create_task(wearer.live(host, port))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_watch_reports_again_and_again_and_is_answered() -> None:
    tally = Tally()
    async with standing() as stand:
        wearer = Wearer(NUMBERS["wang"], Habits(report_every_s=0.02), tally, seed=1)
        async with living(wearer, stand.settings.host, stand.settings.port):
            await until(tally, "answered", 12)
    assert tally.counts["unanswered"] == 0
    assert len(tally.answer_s) == tally.counts["answered"]


@asynccontextmanager
async def mute_server() -> AsyncIterator[tuple[int, list[bytes]]]:
    """Takes everything and answers nothing."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1000):
            heard.append(data)
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], heard
    finally:
        server.close()


async def test_a_watch_that_is_never_answered_asks_five_times_and_dials_anew() -> None:
    tally = Tally()
    habits = Habits(report_every_s=0.01, again_after_s=0.02, dial_again_after_s=0.01)
    wearer = Wearer(NUMBERS["wang"], habits, tally, seed=2)
    async with mute_server() as (port, heard), living(wearer, "127.0.0.1", port):
        await until(tally, "restarted", 2)
    assert tally.counts["unanswered"] >= 10
    assert tally.counts["answered"] == 0
    assert heard[0].startswith(b"[3G*1234567890*")


async def test_a_watch_that_cannot_dial_goes_on_trying() -> None:
    tally = Tally()
    async with mute_server() as (port, _):
        pass
    habits = Habits(report_every_s=0.01, dial_again_after_s=0.01)
    async with living(Wearer(NUMBERS["wang"], habits, tally, seed=3), "127.0.0.1", port):
        await until(tally, "not_connected", 3)


async def test_a_call_for_help_is_said_until_it_is_answered() -> None:
    async with standing() as stand:
        client = await stand.dial()
        wearer = Wearer(NUMBERS["wang"], Habits(again_after_s=0.05), Tally(), seed=4)
        stand.may_take.clear()
        called = asyncio.create_task(wearer.call_for_help(client))
        await client.say("heart,66", WITHIN_S)
        assert not called.done()
        stand.may_take.set()
        await asyncio.wait_for(called, WITHIN_S)
        await stand.wait_for(SourceAlarm)


async def test_a_crowd_does_what_it_is_told_and_counts_it() -> None:
    async with standing(watches=WATCHES, frames_a_minute=10_000) as stand:
        crowd = Crowd(stand.settings.host, stand.settings.port, 0, 3)
        dialled = await crowd.obey({"do": "dial"})
        spread = await crowd.obey({"do": "spread", "seconds": 0.1})
        alarms = await crowd.obey({"do": "alarm", "watches": 2})
        hurried = await crowd.obey({"do": "hurry", "seconds": 60, "watches": 2, "frames": 20})
        assert stand.source.connected == 3
    assert (dialled["connected"], dialled["failed"], dialled["unanswered"]) == (3, 0, 0)
    assert (len(dialled["answers_s"]), len(spread["answers_s"]), len(alarms["answers_s"])) == (3, 6, 2)
    assert hurried["said"] == 60


async def test_a_load_on_the_bridge_is_counted() -> None:
    async with standing() as stand:
        load = Load(list(NUMBERS.values()), 2, stand.settings.host, stand.settings.port, every_s=0.1)
        task = asyncio.create_task(load.run(None))
        async with asyncio.timeout(WITHIN_S):
            while load.figures()["answered"] in range(5):
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    figures = load.figures()
    assert (figures["watches"], figures["unanswered"], figures["not_connected"]) == (2, 0, 0)


def test_the_settings_that_let_them_in_can_be_read() -> None:
    table = tomllib.loads(settings_text(3, ["wang", "li"]))["bridge"]["elder_watch"]
    settings = ElderWatchSettings.model_validate(table)
    assert settings.enabled
    assert [(watch.number, watch.resident) for watch in settings.watches] == [
        (number_of(0), "wang"),
        (number_of(1), "li"),
        (number_of(2), "wang"),
    ]


async def test_the_client_raises_when_the_server_has_hung_up() -> None:
    async with standing() as stand:
        client = await dial("5550001234", stand.settings.host, stand.settings.port)
        with pytest.raises(ConnectionResetError):
            await client.say(position("AL", datetime.now(UTC), 1, 80, SOS_BIT), WITHIN_S)
        with pytest.raises(ConnectionResetError):
            client.write(frame_bytes("3G", "5550001234", None, b"LK"))
