"""When a self-test is due, and one that goes out and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.reporter import Reporter
from assistant.self_test.book import SelfTestBook
from assistant.self_test.decide import Past, is_due
from assistant.self_test.round import SelfTest
from assistant.wiring.kept import Kept, open_kept
from config.supervision import SelfTestSettings
from messages.clock import SystemClock
from messages.payloads import (
    Alert,
    AlertKind,
    AlertState,
    AlertStateChange,
    Event,
    EventKind,
    Payload,
    Urgency,
)
from messages.topics import Confirmation, Received

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SETTINGS = SelfTestSettings()


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


@pytest.mark.parametrize(
    ("past", "due"),
    [
        (Past(), True),
        (Past(ago(minutes=59)), False),
        (Past(ago(minutes=60)), True),
        (Past(ago(days=6, hours=23), ago(days=6, hours=23)), False),
        (Past(ago(days=7), ago(days=7)), True),
        (Past(ago(minutes=5), ago(days=9)), False),
        (Past(ago(hours=2), ago(days=9)), True),
        (Past(ago(days=-3), ago(days=-3)), True),
        (Past(ago(days=-3), ago(days=1)), False),
    ],
)
def test_when_it_is_due(past: Past, due: bool) -> None:
    assert is_due(past, NOW, SETTINGS) is due


class Home:
    """A speaker's kept things, a link that is up, and a self-test that looks all the time."""

    connected = True

    def __init__(self, folder: Path) -> None:
        self.kept: Kept = open_kept(folder, SystemClock())
        self.open_alert = False
        self.looked = asyncio.Event()
        self.handled: list[Payload] = []
        self._new = asyncio.Event()
        loop = asyncio.get_running_loop()

        def written() -> None:
            loop.call_soon_threadsafe(self._new.set)

        self.kept.outbox.on_new(written)
        self.self_test = self.program()

    def program(self) -> SelfTest:
        settings = SelfTestSettings(first_after_s=0.001)
        reporter = Reporter("home-1", "wang", "speaker-1", SystemClock())
        book = SelfTestBook(self.kept.engine, self.kept.outbox)
        return SelfTest(book, reporter, self, self._quiet, settings, look_every_s=0.01)

    def _quiet(self) -> bool:
        self.looked.set()
        return not self.open_alert

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.self_test.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def sent(self, kind: type[Payload]) -> Payload:
        """The first of its kind in the outbox."""
        async with asyncio.timeout(30):
            while True:
                self._new.clear()
                rows = self.kept.outbox.due(SystemClock().now() + timedelta(minutes=5), 10)
                found = [payload for row in rows if isinstance(payload := row.payload(), kind)]
                if found:
                    return found[0]
                await self._new.wait()

    async def hear(self, payload: Payload) -> None:
        await self.self_test.before(self._handle)(Received("demo", "home-1", payload))

    async def _handle(self, received: Received) -> None:
        self.handled.append(received.payload)


@pytest.fixture
async def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def answer(test: Payload, kind: AlertKind = AlertKind.SELF_TEST) -> AlertStateChange:
    state = AlertState.RESOLVED
    return AlertStateChange(id=test.id, home="home-1", device="station", at=NOW, state=state, kind=kind)


async def test_it_goes_out_as_an_alert_does_and_its_return_is_reported(home: Home) -> None:
    async with home.running():
        test = await home.sent(Alert)
        assert isinstance(test, Alert)
        assert test.is_self_test
        home.kept.outbox.confirm([test.id], Confirmation.STATE)
        await home.hear(answer(test))
        report = await home.sent(Event)
    assert isinstance(report, Event)
    assert (report.kind, report.about) == (EventKind.SELF_TEST, test.id)
    assert 0 <= float(report.detail["round_trip_ms"]) < 30_000
    past = SelfTestBook(home.kept.engine, home.kept.outbox).past()
    assert past.good_at is not None
    assert not is_due(past, SystemClock().now(), SETTINGS)
    assert home.handled == []


async def test_an_answer_to_a_test_of_before_the_start_ends_nothing(home: Home) -> None:
    async with home.running():
        first = await home.sent(Alert)
    home.self_test = home.program()
    await home.hear(answer(first))
    assert home.handled == []
    assert SelfTestBook(home.kept.engine, home.kept.outbox).past().good_at is None


async def test_unended_ones_are_dropped_from_the_outbox(home: Home) -> None:
    async with home.running():
        await home.sent(Alert)
    book = SelfTestBook(home.kept.engine, home.kept.outbox)
    book.drop_unended()
    assert home.kept.outbox.due(SystemClock().now() + timedelta(minutes=5), 10) == ()
    assert book.past() == Past()


async def test_the_speaker_hears_of_real_alerts_and_never_of_tests(home: Home) -> None:
    common = {"home": "home-1", "device": "speaker-2", "at": NOW}
    real = Alert.model_validate({**common, "kind": AlertKind.CRY, "urgency": Urgency.EMERGENCY, "said": "救命"})
    test = Alert.model_validate({**common, "kind": AlertKind.SELF_TEST, "urgency": Urgency.ATTENTION})
    state = answer(real, AlertKind.CRY)
    for payload in (test, real, answer(test), state):
        await home.hear(payload)
    assert home.handled == [real, state]


@pytest.mark.parametrize(
    "more",
    [{"said": "救命"}, {"measured": "心率 130"}, {"answered": "不舒服"}, {"asked": "您怎么了"}, {"urgency": "urgent"}],
)
def test_what_says_anything_or_is_urgent_is_no_self_test(more: dict[str, str]) -> None:
    bare = {"home": "home-1", "device": "x", "at": NOW, "kind": "self_test", "urgency": "attention"}
    assert Alert.model_validate(bare).is_self_test
    assert not Alert.model_validate({**bare, **more}).is_self_test


async def test_none_is_begun_beside_an_open_alert(home: Home) -> None:
    home.open_alert = True
    async with home.running():
        for _ in range(2):  # the second look comes after all that the first one did
            home.looked.clear()
            await asyncio.wait_for(home.looked.wait(), 30)
        assert SelfTestBook(home.kept.engine, home.kept.outbox).past() == Past()
        home.open_alert = False
        assert (await home.sent(Alert)).id
