"""From a cry to the station's word back at the home: text, home's disk, broker, station's commit, state."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from assistant.hearing.cry import classify_cry
from assistant.help_line.book import AlertBook
from assistant.reporter import Reporter
from assistant.wiring.kept import open_kept
from config.settings import HomeSettings, Settings, StationSettings
from messages.clock import SystemClock
from messages.payloads import AlertKind, AlertState, AlertStateChange, Urgency
from messages.session import Session
from messages.topics import Received, Sender
from station.database import Database
from station.tables import AlertRow
from station.wiring.database import open_migrated
from xiaoan.bench.quantiles import milliseconds
from xiaoan.bench.raw_post import RawPost, raw_post
from xiaoan.bench.station_workers import station_workers
from xiaoan.errors import LocalServerError
from xiaoan.local_mosquitto import LocalMosquitto

CRY = "救命啊"
COMMUNITY, HOME = "bench", "home-1"
STARTED_WITHIN_S = 60.0
ANSWERED_WITHIN_S = 30.0
WARM_UP = 5


@dataclass(frozen=True)
class SosTimes:
    """Seconds of each alert: to the station's transaction, to the home's hearing of it; and of each raw message."""

    to_station: tuple[float, ...]
    to_home: tuple[float, ...]
    raw: tuple[float, ...]

    def figures(self) -> dict[str, object]:
        """As printed by `xiaoan bench sos --json`."""
        home, raw = milliseconds(self.to_home), milliseconds(self.raw)
        return {
            "alerts": len(self.to_home),
            "taken_in": milliseconds(self.to_station),
            "state_back": home,
            "raw_publish_and_commit": raw,
            "p99_times_raw": round(home["p99_ms"] / raw["p99_ms"], 2),
        }


class House:
    """A speaker's outbox and session, without its ears and its voice."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._clock = SystemClock()
        self._kept = open_kept(folder, self._clock)
        self._book = AlertBook(self._kept.engine, self._kept.outbox)
        self._heard: dict[UUID, asyncio.Event] = {}
        self.session = Session(
            broker=settings.broker,
            community=COMMUNITY,
            home=HOME,
            sender=Sender.SPEAKER,
            device="speaker-1",
            version="",
            outbox=self._kept.outbox,
            dead_letters=self._kept.letters,
            clock=self._clock,
        )

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """Connected while the block runs. Raises LocalServerError."""
        task = asyncio.create_task(self.session.run(self._handle))
        try:
            if not await self.session.wait_connected(STARTED_WITHIN_S):
                raise LocalServerError("The home does not reach the broker.")
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._kept.engine.dispose()

    async def cry(self, number: int, within_s: float) -> tuple[UUID, datetime, float]:
        """The alert, when the cry was recognized, and seconds until the station's word was here."""
        began, at = time.perf_counter(), self._clock.now()
        if classify_cry(CRY) != "definite":
            raise LocalServerError("The cry was not recognized.")
        # A resident each: a second cry of the same one would join the first.
        reporter = Reporter(HOME, f"resident-{number}", "speaker-1", self._clock)
        alert = reporter.alert(AlertKind.CRY, Urgency.EMERGENCY, said=CRY)
        heard = self._heard[alert.id] = asyncio.Event()
        self._book.raise_alert(alert)
        try:
            await asyncio.wait_for(heard.wait(), within_s)
        except TimeoutError as error:
            raise LocalServerError("The station did not answer an alert.") from error
        return alert.id, at, time.perf_counter() - began

    async def _handle(self, received: Received) -> None:
        change = received.payload
        if isinstance(change, AlertStateChange) and change.state is AlertState.RECEIVED and change.id in self._heard:
            self._book.follow(change, self._clock.now())
            self._heard[change.id].set()


async def measure_sos(folder: Path, database_url: str, alerts: int, progress: Callable[[str], None]) -> SosTimes:
    """Alerts and raw messages in turn, one at a time."""
    mosquitto = LocalMosquitto(folder / "broker")
    mosquitto.start()
    try:
        settings = Settings(
            data=folder / "station-data",
            broker=mosquitto.settings,
            home=HomeSettings(community=COMMUNITY, id=HOME, residents=()),
            station=StationSettings(database_url=database_url),
        )
        database = open_migrated(settings)
        house = House(settings, folder / "home")
        with station_workers(settings, 1, folder / "worker.log"), raw_post(mosquitto.settings, database) as post:
            async with house.living():
                times = await _in_turn(house, post, database, alerts, progress)
        database.close()
        return times
    finally:
        mosquitto.stop()


async def _in_turn(
    house: House, post: RawPost, database: Database, alerts: int, progress: Callable[[str], None]
) -> SosTimes:
    progress("waiting for the station")
    await house.cry(-1, STARTED_WITHIN_S)
    to_home, raw, raised = [], [], {}
    for number in range(-WARM_UP, alerts):
        progress(f"alert {max(number, 0)} of {alerts}")
        raw_s = await asyncio.to_thread(post.once, b"x" * 300)
        alert, at, seconds = await house.cry(number + WARM_UP, ANSWERED_WITHIN_S)
        if number >= 0:
            raw.append(raw_s)
            to_home.append(seconds)
            raised[alert] = at
    with database.reading() as session:
        rows = session.execute(select(AlertRow.id, AlertRow.received_at).where(AlertRow.id.in_(list(raised))))
        to_station = tuple((received - raised[alert]).total_seconds() for alert, received in rows)
    if len(to_station) != alerts:
        raise LocalServerError(f"{len(to_station)} alerts are in the database instead of {alerts}.")
    return SosTimes(to_station, tuple(to_home), tuple(raw))
