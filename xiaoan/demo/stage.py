"""A whole home and station, really running, with a resident's voice and a worker's phone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiomqtt

from config.settings import Settings
from messages.payloads import Alert, AlertKind, Urgency
from messages.topics import topic_for
from station.commands import add_user
from xiaoan.clients.home import HomeClient, HomeClientError, open_home
from xiaoan.clients.station import StationClient, StationClientError, open_station
from xiaoan.demo.script import PORTS, Script
from xiaoan.demo.voice import DemonstrationVoice
from xiaoan.demo.watch import watch_at_rest
from xiaoan.errors import XiaoanError
from xiaoan.listening import free_ports
from xiaoan.supervisor import Supervisor
from xiaoan.up import BROKER, SPEAKER, STATION, parts_of

WORKER = "张敏"
START_WITHIN_S = 300.0
HUSH_S = 0.4


@dataclass(frozen=True)
class AlertOnDisk:
    """An alert in the home's outbox. `written_at` is monotonic."""

    id: str
    written_at: float


class Stage:
    """Use `open_stage`."""

    worker_name = WORKER

    def __init__(
        self,
        script: Script,
        settings: Settings,
        supervisor: Supervisor,
        worker: StationClient,
        times: StartTimes,
        patience: float,
    ) -> None:
        self._script, self._settings, self._supervisor = script, settings, supervisor
        self.start_times = times
        self.patience = patience
        self._voice = DemonstrationVoice()
        self._pages = AsyncExitStack()
        self.worker = worker
        self.home: HomeClient

    @property
    def settings(self) -> Settings:
        return self._settings

    @property
    def supervisor(self) -> Supervisor:
        return self._supervisor

    async def enter(self, timeout_s: float = 60.0) -> None:
        """Opens the page of the home, as soon as there is one."""
        await self.leave()
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                self.home = await self._pages.enter_async_context(open_home(self._settings.speaker.page.port))
                return
            except HomeClientError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.1)

    async def leave(self) -> None:
        """Closes the page."""
        await self._pages.aclose()

    async def speak(self, text: str) -> float:
        """Says a sentence into the room; returns the monotonic time at which its speech ended."""
        return await self.home.speak(await asyncio.to_thread(self._voice.say, text))

    async def quiet(self) -> None:
        """Returns when the voice has finished what it is saying."""
        while not (await self.home.health())["silent"]:  # noqa: ASYNC110 - another process is asked
            await asyncio.sleep(0.05)
        await asyncio.sleep(HUSH_S)

    async def restart_speaker_at(self, clock: str, days_later: int = 0, power_cut: bool = True) -> None:
        """Ends the speaker (a power cut: with SIGKILL) and starts it when the home's clock shows `clock`."""
        await self.restart_speaker(offset_to(clock, days_later, ZoneInfo(self._settings.home.timezone)), power_cut)

    async def restart_speaker(self, clock_offset_s: float, power_cut: bool) -> None:
        """Ends the speaker and starts it with another clock."""
        await self.leave()
        await self._supervisor.halt(SPEAKER, kill=power_cut)
        self._script.clock_offset_s = clock_offset_s
        self._settings = self._script.write()
        await self._supervisor.start_part(SPEAKER)
        await self.enter()
        await self._supervisor.wait_ready(SPEAKER, START_WITHIN_S)

    async def cut_broker(self) -> None:
        """Kills the broker and keeps it down."""
        await self._supervisor.halt(BROKER, kill=True)

    async def mend_broker(self) -> None:
        """Starts the broker again."""
        await self._supervisor.start_part(BROKER)
        await self._supervisor.wait_ready(BROKER, 60)

    def alerts_on_disk(self) -> list[AlertOnDisk]:
        """Alerts waiting in the home's outbox."""
        file = self._settings.data_dir / "home" / "home.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT id, created_at FROM outbox WHERE kind = 'alert'").fetchall()
        offset = time.time() - time.monotonic()
        return [AlertOnDisk(str(row[0]), float(row[1]) - offset) for row in rows]

    def watch_at_rest(self, bpm: int) -> AbstractAsyncContextManager[None]:
        """The resident sits still, and her watch measures this pulse while the context lasts."""
        return watch_at_rest(self._settings.bridge.elder_watch.port, bpm, self.patience)

    async def raise_from_homes(self, urgencies: list[str]) -> list[str]:
        """An alert from as many other homes, as their speakers would send it; returns the ids."""
        alerts = [
            Alert(
                home=f"home-{number + 2}", resident=f"resident-{number + 2}", device="speaker-1",
                at=datetime.now(UTC), kind=AlertKind.UNWELL, urgency=Urgency(urgency), said="我不太舒服",
            )
            for number, urgency in enumerate(urgencies)
        ]  # fmt: skip
        await self._publish({topic_for(self._settings.home.community, alert): alert.body() for alert in alerts})
        return [str(alert.id) for alert in alerts]

    async def notified(self, alert: str, step: int = 0, timeout_s: float = 20.0) -> list[str]:
        """Who has been told of an alert at a step of the ladder, as soon as somebody has."""
        found: list[str] = []

        deadline = time.monotonic() + timeout_s * self.patience
        while not found:
            rows = (await self.worker.alert(alert))["notifications"]
            found = sorted({str(row["recipient"]) for row in rows if int(row["step"]) >= step})
            if time.monotonic() > deadline:
                raise StationClientError(
                    f"nobody was told of alert {alert} at step {step} within {timeout_s * self.patience:.0f} s"
                )
            await asyncio.sleep(0.1)
        return found

    async def _publish(self, messages: dict[str, bytes]) -> None:
        broker = self._settings.broker
        try:
            async with aiomqtt.Client(broker.host, broker.port) as client:
                for topic, body in messages.items():
                    await client.publish(topic, body, qos=1)
        except aiomqtt.MqttError as error:
            raise XiaoanError(f"the broker does not take a message: {error}") from error


def offset_to(clock: str, days_later: int, timezone: ZoneInfo) -> float:
    """Seconds from now to the local time `clock` (HH:MM or HH:MM:SS), so many days later."""
    now = datetime.now(timezone)
    hour, minute, *second = (int(part) for part in clock.split(":"))
    then = now.replace(hour=hour, minute=minute, second=second[0] if second else 0, microsecond=0)
    return (then + timedelta(days=days_later) - now).total_seconds()


@dataclass(frozen=True)
class StartTimes:
    """Seconds from the start of all programs: a cry is taken; it reaches the station; everything answers."""

    sos_ready_s: float
    alert_path_s: float
    ready_s: float


async def _start(supervisor: Supervisor, progress: Callable[[str], None]) -> StartTimes:
    began = time.monotonic()

    async def until(waiting: Awaitable[None]) -> float:
        await waiting
        return round(time.monotonic() - began, 2)

    await supervisor.start()
    progress("waiting for broker, station, speaker, bridge and Rasa")
    sos, station, broker, ready = await asyncio.gather(
        until(supervisor.wait_sos_ready(SPEAKER, START_WITHIN_S)),
        until(supervisor.wait_ready(STATION, START_WITHIN_S)),
        until(supervisor.wait_ready(BROKER, START_WITHIN_S)),
        until(supervisor.wait_ready(None, START_WITHIN_S)),
    )
    return StartTimes(sos, max(sos, station, broker), ready)


@asynccontextmanager
async def open_stage(
    folder: Path, weather_url: str, progress: Callable[[str], None], patience: float = 1.0
) -> AsyncIterator[Stage]:
    """Starts everything in `folder`, waits until it is ready, and ends it all afterwards.

    `patience`: how many times as long as promised everything may take.
    """
    script = Script(folder, free_ports(PORTS), weather_url, patience)
    settings = script.write()
    password = add_user(settings, WORKER, "worker", True, "")
    supervisor = Supervisor(parts_of(settings, script.file), settings.data_dir)
    try:
        times = await _start(supervisor, progress)
        async with open_station(settings.station.page.port) as worker:
            await worker.sign_in(WORKER, password)
            stage = Stage(script, settings, supervisor, worker, times, patience)
            await stage.enter()
            try:
                yield stage
            finally:
                await stage.leave()
    finally:
        await supervisor.stop()
