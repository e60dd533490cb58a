"""A home's own session, a real broker and a station: heard, cut off, missed, and heard again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.phrases import load_phrases
from config.settings import BrokerSettings, Settings
from config.supervision import SupervisionSettings
from messages.clock import SystemClock
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.outbox import Outbox
from messages.payloads import AlertKind, AlertState
from messages.session import Session as HomeSession
from messages.topics import Received, Sender
from station.database import Database
from station.ingest.shards import Shard
from station.supervision.listening import Listening
from station.supervision.overdue_tests import OverdueTests
from station.supervision.overview import Overview
from station.supervision.raising import Raising
from station.supervision.silent_homes import SilentHomes
from station.supervision.watchman import Watchman
from station.supervision.words import Words
from station.views import AlertView
from tests.mosquitto import Mosquitto
from tests.station.homeward import until
from tests.station.support import COMMUNITY, LI, Rig, RunningClock, Session

pytestmark = pytest.mark.broker

SIGN_OF_LIFE_S = 0.2
WITHIN_S = 120.0
RULES = SupervisionSettings(silent_after_s=4.0, grace_s=1.0, check_every_s=0.05)


class Speaker:
    """A speaker's session in a thread of its own."""

    def __init__(self, folder: Path, broker: BrokerSettings) -> None:
        engine = open_sqlite(folder / "home.db")
        self._broker = broker
        self._outbox, self._letters = Outbox(engine, SystemClock()), DeadLetters(engine)
        self._outbox.create()
        self._letters.create()

    def _session(self) -> HomeSession:
        return HomeSession(
            broker=self._broker,
            community=COMMUNITY,
            home="home-1",
            sender=Sender.SPEAKER,
            device="speaker-1",
            version="1",
            outbox=self._outbox,
            dead_letters=self._letters,
            clock=SystemClock(),
            sign_of_life_s=SIGN_OF_LIFE_S,
        )

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until the end of the block; then it says farewell."""
        loop = asyncio.new_event_loop()
        task = loop.create_task(self._session().run(self._handle))
        thread = threading.Thread(target=self._run, args=(loop, task), daemon=True)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(task.cancel)
            thread.join(WITHIN_S)

    @staticmethod
    def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
        loop.run_until_complete(asyncio.wait([task]))
        loop.close()

    async def _handle(self, _received: Received) -> None:
        """Nothing that comes matters here."""


@contextmanager
def watching(rig: Rig) -> Iterator[None]:
    """The station looks after its homes, and hears them."""
    words = Words(load_phrases("zh"), ZoneInfo("Asia/Shanghai"))
    listening = Listening(lambda: {"all": True}, (Shard("all"),))
    raising = Raising(rig.alerts, SystemClock())
    tests = Settings().speaker.self_test
    watchman = Watchman(
        SilentHomes(rig.database, raising, listening, SystemClock(), RULES, words),
        OverdueTests(rig.database, raising, listening, SystemClock(), RULES, tests, words),
        RULES.check_every_s,
    )
    watchman.start()
    try:
        yield
    finally:
        watchman.stop()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_home_is_missed_when_it_goes_and_no_longer_when_it_is_back(
    database: Database, settings: Settings, broker: Mosquitto, tmp_path: Path
) -> None:
    rig = Rig(database, settings.home, RunningClock())
    overview = Overview(rig.database, SystemClock(), 60.0)
    speaker = Speaker(tmp_path / "home", broker.settings)

    def heard() -> float:
        at = overview.home(COMMUNITY, "home-1").heard_at
        return 0.0 if at is None else at.timestamp()

    def missed() -> list[AlertView]:
        return [
            view
            for view in rig.board.history(LI)
            if view.kind is AlertKind.HOME_SILENT and view.state is AlertState.RECEIVED
        ]

    with Session(rig, settings, broker.settings), watching(rig):
        with speaker.running():
            for number in range(3):
                before = heard()
                until(f"sign of life {number}", lambda: heard() > before, WITHIN_S)  # noqa: B023 - called at once
        until("the home to be missed", lambda: bool(missed()), WITHIN_S)
        [alert] = missed()
        with speaker.running():
            until("its end", lambda: rig.state(alert.id) is AlertState.RESOLVED, WITHIN_S)
    assert "又有消息了" in rig.board.whose(alert.id).cause
