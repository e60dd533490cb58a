"""Sets up broker, database, lines, homes and workers in one folder, and takes everything down again."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.settings import HomeSettings, Settings, StationSettings
from messages.clock import SystemClock
from messages.outbox import Outbox
from station.alerts import Alerts
from station.bell import Bell
from station.database import Database
from station.wiring.database import open_migrated
from xiaoan.chaos.actor import Actor, keep_running
from xiaoan.chaos.home import Home
from xiaoan.chaos.home_program import Order
from xiaoan.chaos.line import Line
from xiaoan.chaos.schedule import Cast, uuid_of
from xiaoan.chaos.server import Server, quiet_port
from xiaoan.chaos.staff import Staff
from xiaoan.chaos.worker import IngestWorker
from xiaoan.keeper import MARKER
from xiaoan.local_mosquitto import LocalMosquitto
from xiaoan.local_postgres import LocalPostgres
from xiaoan.processes import spawn_keeper


@dataclass(frozen=True)
class Ground:
    """Where it happens. `server`: a PostgreSQL of our own, running; `database_url`: empty for SQLite in `folder`."""

    folder: Path
    database_url: str
    server: LocalPostgres | None
    environment: dict[str, str]


@dataclass(frozen=True)
class Stage:
    """Who plays."""

    homes: tuple[Home, ...]
    workers: tuple[IngestWorker, ...]
    broker: Server
    database_server: Server | None
    database: Database
    staff: Staff

    @property
    def actors(self) -> tuple[Actor, ...]:
        return (*self.homes, *self.workers)


@asynccontextmanager
async def ground(folder: Path, database: str) -> AsyncIterator[Ground]:
    """`database`: sqlite, postgresql (one is started), or a URL. Whatever carries the mark is ended at the end, or when
    this program is killed. Raises LocalServerError."""
    keeper = await spawn_keeper(str(folder))
    environment = {**os.environ, MARKER: str(folder), "PYTHONUNBUFFERED": "1"}
    server = None
    try:
        url = "" if database == "sqlite" else database
        if database == "postgresql":
            server = LocalPostgres(folder / "postgresql", environment=environment)
            server.port = quiet_port()
            await asyncio.to_thread(server.create)
            url = await asyncio.to_thread(server.new_database)
        yield Ground(folder, url, server, environment)
    finally:
        if server is not None:
            await asyncio.to_thread(server.kill)
        if keeper.stdin is not None:
            keeper.stdin.close()
        await keeper.wait()


@asynccontextmanager
async def stage(on: Ground, cast: Cast, seed: int) -> AsyncIterator[Stage]:
    """Everything runs while the block does."""
    async with AsyncExitStack() as closing:
        mosquitto = LocalMosquitto(on.folder / "broker", port=quiet_port(), environment=on.environment)
        await asyncio.to_thread(mosquitto.start)
        closing.callback(mosquitto.kill)
        communities = tuple(f"community-{number}" for number in range(cast.workers))
        database = await asyncio.to_thread(open_migrated, _settings(on, communities[0]))
        closing.callback(database.close)
        broker_port = mosquitto.settings.port
        homes = [await _home(closing, on, broker_port, communities, number, seed) for number in range(cast.homes)]
        workers = [await _worker(closing, on, broker_port, communities, number) for number in range(cast.workers)]
        clock = SystemClock()
        alerts = Alerts(database, Outbox(database.engine, clock), clock, Bell(), StationSettings().escalation)
        playing = Stage(
            tuple(homes),
            tuple(workers),
            Server(mosquitto),
            Server(on.server) if on.server is not None and cast.database else None,
            database,
            Staff(database, alerts),
        )
        for actor in playing.actors:
            await closing.enter_async_context(_kept_running(actor))
        yield playing


async def _line(closing: AsyncExitStack, broker_port: int) -> Line:
    line = Line(broker_port)
    await line.open()
    closing.push_async_callback(line.close)
    return line


async def _home(
    closing: AsyncExitStack, on: Ground, broker_port: int, communities: tuple[str, ...], number: int, seed: int
) -> Home:
    line = await _line(closing, broker_port)
    name = f"home-{number}"
    order = Order(
        community=communities[number % len(communities)],
        home=name,
        folder=on.folder / name,
        port=line.port,
        offset_s=0.0,
    )
    spare = random.Random(f"{seed} {number}")  # noqa: S311
    return Home(order, line, on.environment, on.folder / f"{name}.log", lambda: uuid_of(spare))


async def _worker(
    closing: AsyncExitStack, on: Ground, broker_port: int, communities: tuple[str, ...], number: int
) -> IngestWorker:
    line = await _line(closing, broker_port)
    file = on.folder / f"worker-{number}.toml"
    return IngestWorker(file, _data(on), line, on.database_url, communities, on.environment)


@asynccontextmanager
async def _kept_running(actor: Actor) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_running(actor))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await actor.program.kill()


def _settings(on: Ground, community: str) -> Settings:
    return Settings(
        data=_data(on),
        home=HomeSettings(community=community, residents=()),
        station=StationSettings(database_url=on.database_url),
    )


def _data(on: Ground) -> Path:
    return on.folder / "station-data"
