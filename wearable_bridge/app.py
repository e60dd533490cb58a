"""The bridge program's composition root."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog
from sqlalchemy import Engine

from config.errors import ConfigError
from config.exposure import check_watch_port
from config.phrases import load_phrases
from config.settings import Settings
from messages.clock import Clock, clock_for
from messages.database import open_sqlite
from messages.dead_letters import DeadLetters
from messages.disk import DiskWatch
from messages.errors import OutboxError
from messages.outbox import Outbox
from messages.outbox_thinning import OutboxThinning
from messages.session import Session
from messages.tasks import first_end
from messages.topics import DeadLetter, Received, Sender
from wearable_bridge.batches import Batches
from wearable_bridge.bridge import Bridge
from wearable_bridge.findings import Findings, Sent
from wearable_bridge.guided_check.desk import CheckDesk
from wearable_bridge.house_events import HouseEvents
from wearable_bridge.intake import Intake
from wearable_bridge.ports import WearableSource
from wearable_bridge.room_keeper import RoomKeeper
from wearable_bridge.simulated_wristband import COMMAND_TOPIC, SimulatedWristband, parse_command
from wearable_bridge.wiring.bluetooth import bluetooth_sources
from wearable_bridge.wiring.elder_watch import elder_watches, register_from
from wearable_bridge.wiring.guided_check import make_check_desk
from wearable_bridge.wiring.home_assistant import make_home_assistant
from wearable_bridge.wiring.mqtt import home_topics, mqtt_sources
from wearable_bridge.wiring.recorded import recorded_sources
from wearable_bridge.wiring.vitals import Vitals, make_vitals
from wearable_bridge.wiring.whole_community import check_whole_community


def run(settings: Settings) -> None:
    """Runs the bridge until SIGTERM or SIGINT and logs to stderr. Raises ConfigError or OutboxError at the start."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(_run_until_signal(settings))


async def _run_until_signal(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Runs the bridge until `stop` is set. Raises ConfigError, or OutboxError when its database cannot be opened."""
    if settings.bridge.whole_community:
        check_whole_community(settings.bridge)
    elif not settings.home.residents:
        raise ConfigError("home.residents: the bridge needs at least one resident whose readings it carries.")
    check_watch_port(settings.bridge.elder_watch)
    engine = open_sqlite(database_file(settings))
    try:
        parts = _build(settings, engine)
        await first_end(_until(stop), *parts.works())
    finally:
        engine.dispose()


def database_file(settings: Settings) -> Path:
    """Where the bridge keeps its outbox and findings."""
    return settings.data_dir / "bridge" / "bridge.db"


@dataclass(frozen=True)
class _Parts:
    bridge: Bridge
    session: Session
    commands: tuple[Awaitable[None], ...]
    room: RoomKeeper
    vitals: Vitals
    checks: CheckDesk

    def works(self) -> tuple[Awaitable[None], ...]:
        vitals = (self.vitals.rounds.run(), self.vitals.news.run())
        own = (self.bridge.run(), self.session.run(self._handle), self.room.run(), *vitals)
        return (*own, self.checks.run(), *self.commands)

    async def _handle(self, received: Received) -> None:
        self.vitals.inbox.take(received)
        self.checks.take(received)
        await self.bridge.handle(received)


def _build(settings: Settings, engine: Engine) -> _Parts:
    home, own = settings.home, settings.bridge
    clock = clock_for(settings.clock.offset_s)
    outbox, dead_letters = Outbox(engine, clock), DeadLetters(engine)
    sent = Sent(home.id, own.device, own.claim_within_s, own.vitals.ask_again_after_s)
    findings = Findings(engine, outbox, clock, load_phrases(home.language), sent)
    for part in (outbox, dead_letters, findings):
        part.create()
    sources, band = _sources(settings, clock, dead_letters)
    register = register_from(settings)
    watches = elder_watches(
        settings,
        register,
        clock,
        lambda topic, purpose: home_topics(settings, purpose, topic),
        lambda letter: _keep(dead_letters, letter, clock),
    )
    if watches is not None:
        sources.append(watches[0])
    vitals = make_vitals(
        settings, engine, clock, outbox, findings, register, lambda letter: _keep(dead_letters, letter, clock)
    )
    told = make_home_assistant(settings, engine, vitals.residents, _version())
    session = Session(
        broker=settings.broker_as(own.broker),
        community=home.community,
        home=home.id,
        sender=Sender.BRIDGE,
        device=own.device,
        version=_version(),
        outbox=outbox,
        dead_letters=dead_letters,
        clock=clock,
        sign_of_life_s=home.sign_of_life_s,
        whole_community=own.whole_community,
    )
    checks, witness = make_check_desk(
        settings, engine, clock, vitals.residents, findings, session.tell, register,
        None if watches is None else watches[0],
    )  # fmt: skip
    batches = Batches(home.id, own.device)
    bridge = Bridge(
        sources=sources,
        intake=Intake(
            clock,
            batches,
            findings,
            vitals.residents,
            vitals.watchman,
            HouseEvents(outbox, clock, home.id, own.device),
            (witness,) if told is None else (witness, told[1]),
        ),
        batches=batches,
        findings=findings,
        outbox=outbox,
        clock=clock,
        batch_every_s=own.batch_every_s,
    )
    commands: list[Awaitable[None]] = []
    if band is not None:
        commands.append(_obey(band, home_topics(settings, "command", COMMAND_TOPIC), dead_letters, clock))
    if watches is not None:
        commands += watches[1]
    if told is not None:
        commands.append(told[0].run())
    disk = DiskWatch(own.disk.folder or database_file(settings).parent, own.disk)
    room = RoomKeeper(OutboxThinning(engine), disk, own.disk.look_every_s)
    return _Parts(bridge, session, tuple(commands), room, vitals, checks)


def _sources(
    settings: Settings, clock: Clock, dead_letters: DeadLetters
) -> tuple[list[WearableSource], SimulatedWristband | None]:
    home, own = settings.home, settings.bridge
    residents = [resident.id for resident in home.residents]
    sources: list[WearableSource] = []
    band: SimulatedWristband | None = None
    if own.simulated_wristband:
        band = SimulatedWristband(clock, home.timezone, residents[0], own.simulated_interval_s)
        sources.append(band)
    sources += mqtt_sources(settings, clock, lambda letter: _keep(dead_letters, letter, clock))
    sources += bluetooth_sources(settings, clock)
    sources += recorded_sources(settings, clock)
    return sources, band


async def _obey(
    band: SimulatedWristband, commands: AsyncIterator[tuple[str, bytes]], dead_letters: DeadLetters, clock: Clock
) -> None:
    async for topic, body in commands:
        episode = parse_command(body)
        if episode is None:
            _keep(dead_letters, DeadLetter(topic, body, "no episode that the simulated wristband knows"), clock)
        else:
            band.play(episode)


def _keep(dead_letters: DeadLetters, letter: DeadLetter, clock: Clock) -> None:
    try:
        dead_letters.keep(letter, clock.now())
    except OutboxError as error:
        structlog.get_logger().error("a dead letter was lost", reason=str(error), size=len(letter.body))


async def _until(stop: asyncio.Event) -> None:
    await stop.wait()


def _version() -> str:
    try:
        return version("xiaoan")
    except PackageNotFoundError:
        return ""
