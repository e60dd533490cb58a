"""Cellular elder watches as a source of readings: the port's records become observations of the bridge."""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import structlog

from config.elder_watch import ElderWatchSettings
from messages.backoff import RECONNECT
from messages.clock import Clock
from wearable_bridge.elder_watch.alarm_queue import AlarmQueue, Answer
from wearable_bridge.elder_watch.observations import alarms_of, clock_is_off, readings_of, return_of, state_of
from wearable_bridge.elder_watch.orders import Order
from wearable_bridge.elder_watch.port import Limits, WatchPort
from wearable_bridge.elder_watch.records import Position, Record
from wearable_bridge.elder_watch.register import Register, Registered
from wearable_bridge.ports import Observation, SourceState

SWEEP_EVERY_S = 5.0
TOLD_EVERY_S = 60.0
HELD_AT_MOST = 20_000  # readings and states that wait while the disk takes none; alarms are not counted
SAME_STATE_AGAIN_S = 600.0
BREATH_EVERY = 20  # observations given out before others have a turn: each may be written to disk
CROWDED_FROM, BREATH_WHEN_CROWDED = 1000, 400  # more come than go: the watches wait rather than readings be dropped


class ElderWatches:
    """All watches of one port. An alarm is answered when it has been taken: until then the watch says it again."""

    name = "elder watches"

    def __init__(self, settings: ElderWatchSettings, register: Register, clock: Clock) -> None:
        self._settings = settings
        self._register = register
        self._clock = clock
        self._port: WatchPort | None = None
        self._alarms = AlarmQueue()
        self._others: deque[Observation] = deque(maxlen=HELD_AT_MOST)
        self._states: dict[str, SourceState] = {}  # the last one told of each watch
        self._news = asyncio.Event()
        self._overrun = 0
        self._log = structlog.get_logger()
        self.listening = asyncio.Event()
        self.listens_at = 0  # the TCP port, while it listens

    def order(self, order: Order) -> bool | None:
        """Tells a watch to do something. True: sent; False: it waits for the watch to dial; None: no such watch."""
        return None if self._port is None else self._port.send(order)

    @property
    def connected(self) -> int:
        """How many watches are there now."""
        return 0 if self._port is None else self._port.connected

    @property
    def refused(self) -> Counter[str]:
        """What was refused since it listens, by why."""
        return Counter() if self._port is None else self._port.refused

    async def readings(self) -> AsyncIterator[Observation]:
        """Never ends; a port that is taken is tried again. One caller at a time."""
        own = self._settings
        limits = Limits(own.connections_at_most, own.frames_a_minute, own.named_within_s, own.silent_after_s)
        self._port = port = WatchPort(self._register, limits, self._take, self._online)
        try:
            server = await self._listen(port)
            try:
                async for observation in self._observations(port):
                    yield observation
            finally:
                self.listening.clear()
                server.close()
        finally:
            port.close()
            self._port = None

    async def _listen(self, port: WatchPort) -> asyncio.Server:
        attempts = 0
        while True:
            try:
                server = await port.open(self._settings.host, self._settings.port)
            except OSError as error:
                if attempts == 0:
                    self._log.error("no watch can dial in", port=self._settings.port, why=str(error))
                attempts += 1
                await asyncio.sleep(RECONNECT.pause_s(attempts, random.random()))  # noqa: S311
            else:
                self.listens_at = server.sockets[0].getsockname()[1]
                self._log.info("waiting for watches", port=self.listens_at, known=len(self._register))
                self.listening.set()
                return server

    async def _observations(self, port: WatchPort) -> AsyncIterator[Observation]:
        loop = asyncio.get_running_loop()
        swept = told = loop.time()
        since_breath = 0
        before: Counter[str] = Counter()
        while True:
            if (pending := self._alarms.first()) is not None:
                yield pending.alarm
                self._alarms.written(pending, loop.time())  # whoever asks for the next has written this one
            elif self._others:
                yield self._others.popleft()
            else:
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(SWEEP_EVERY_S):
                        await self._news.wait()
            since_breath += 1
            if since_breath >= (BREATH_EVERY if len(self._others) < CROWDED_FROM else BREATH_WHEN_CROWDED):
                since_breath = 0
                await asyncio.sleep(0)
            if (now := loop.time()) - swept >= SWEEP_EVERY_S:
                port.sweep()
                swept = now
            if now - told >= TOLD_EVERY_S:
                before = self._tell(port, before)
                told = now

    def _take(self, watch: Registered, record: Record, answer: Answer) -> None:
        now = self._clock.now()
        now_s = asyncio.get_running_loop().time()
        if self._port is not None and clock_is_off(record, now):
            self._port.refused["clock_off"] += 1
        waiting = None
        for alarm in alarms_of(watch, record, now):
            waiting = self._alarms.put(watch.number, alarm, now_s) or waiting
        if isinstance(record, Position) and record.is_alarm:
            if waiting is None:
                answer()
            else:
                waiting.answer = answer
        for reading in readings_of(watch, record, now):
            self._hold(reading)
        back = return_of(watch, record, now)
        if back is not None:
            self._hold(back)
        state = state_of(watch, record, now)
        if state is not None and self._tells_something(watch, state):
            self._hold(state)
        self._news.set()

    def _tells_something(self, watch: Registered, state: SourceState) -> bool:
        """A change, or the same again after a while."""
        before = self._states.get(watch.number)
        if before is not None:
            battery = before.battery_percent if state.battery_percent is None else state.battery_percent
            state = replace(state, battery_percent=battery, worn=before.worn if state.worn is None else state.worn)
            same = (state.battery_percent, state.worn) == (before.battery_percent, before.worn)
            if same and 0 <= (state.at - before.at).total_seconds() < SAME_STATE_AGAIN_S:
                return False
        self._states[watch.number] = state
        return True

    def _online(self, watch: Registered, connected: bool) -> None:
        self._hold(SourceState(watch.resident, watch.name, self._clock.now(), connected=connected, home=watch.home))
        self._news.set()

    def _hold(self, observation: Observation) -> None:
        self._overrun += len(self._others) == HELD_AT_MOST
        self._others.append(observation)

    def _tell(self, port: WatchPort, before: Counter[str]) -> Counter[str]:
        """Logs in numbers what was refused since the last time."""
        refused = port.refused - before
        if refused or self._overrun:
            self._log.warning("watches: refused", connected=port.connected, dropped=self._overrun, **refused)
            self._overrun = 0
        return Counter(port.refused)
