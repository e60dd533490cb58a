"""One paired Bluetooth device as a source: found, listened to, lost and found again, for as long as the bridge runs."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from config.bluetooth import PairedDevice
from messages.backoff import Backoff
from messages.clock import Clock
from wearable_bridge.ble.date_time import current_time, date_time
from wearable_bridge.ble.errors import BluetoothError
from wearable_bridge.ble.gatt import BATTERY, HEARD
from wearable_bridge.ble.hearing import Hearing
from wearable_bridge.ble.inbox import Inbox
from wearable_bridge.ble.moments import how_far_behind
from wearable_bridge.ble.ports import Link, Radio
from wearable_bridge.ports import Observation, SourceReading, SourceState
from wearable_bridge.tally import Tally

CONTINUOUS = frozenset({"2a37", "2a5f"})  # what says something every second or so while it is worn
BATTERY_EVERY_S = 3600.0
QUIET_AFTER_S = 900.0  # a cuff or thermometer hangs up by itself; one that does not may be a link that has died
_CLOCKS = {"2a2b": current_time, "2a08": date_time}


@dataclass(frozen=True)
class Patience:
    """`silent_after_s`: a band or oximeter that is connected and says nothing for so long is connected anew."""

    pauses: Backoff
    silent_after_s: float


class BluetoothSource:
    """A WearableSource. Whatever the device does ends in a new attempt, never in an error."""

    def __init__(
        self,
        device: PairedDevice,
        radio: Radio,
        clock: Clock,
        zone: ZoneInfo,
        patience: Patience,
        set_clock: bool = True,
    ) -> None:
        self._device = device
        self._radio = radio
        self._clock = clock
        self._zone = zone
        self._patience = patience
        self._set_clock = set_clock
        self._failures = 0
        self.tally = Tally(device.name)

    @property
    def name(self) -> str:
        return f"Bluetooth {self._device.name}"

    async def readings(self) -> AsyncIterator[Observation]:
        """Never ends."""
        log, told = structlog.get_logger().bind(device=self._device.name), ""
        while True:
            inbox, connected = Inbox(partial(self.tally.add, "flood")), False
            try:
                async with self._radio.link(self._device.address, bond=self._device.bond, gone=inbox.close) as link:
                    connected = True
                    yield self._state(connected=True)
                    async with aclosing(self._hear(link, inbox)) as heard:
                        async for observation in heard:
                            told = ""
                            yield observation
            except BluetoothError as error:
                if str(error) != told:
                    told = str(error)
                    log.warning("no Bluetooth connection", reason=told)
            if connected:
                yield self._state(connected=False)
            self._failures += 1
            await asyncio.sleep(self._patience.pauses.pause_s(self._failures, random.random()))  # noqa: S311

    async def _hear(self, link: Link, inbox: Inbox) -> AsyncGenerator[Observation, None]:
        """Until the device is gone. Raises BluetoothError when it is there and of no use."""
        heard = [number for number in HEARD if number in link.notifies]
        if not set(heard) - {BATTERY}:
            raise BluetoothError("it offers no pulse, oxygen, temperature or blood pressure")
        behind = await self._ask_time(link)
        await self._give_time(link)
        for number in heard:
            await link.listen(number, partial(inbox.put, number))
        hearing = Hearing(self._device, self._clock, self._zone, self.tally, behind)
        async with aclosing(self._values(link, inbox, frozenset(heard))) as values:
            async for number, value in values:
                for observation in hearing.hear(number, value):
                    if isinstance(observation, SourceReading):
                        self._failures = 0
                    yield observation

    async def _values(self, link: Link, inbox: Inbox, heard: frozenset[str]) -> AsyncGenerator[tuple[str, bytes], None]:
        """What it tells, and its battery now and then. Raises BluetoothError when it is silent."""
        measuring = CONTINUOUS & heard or heard - {BATTERY}
        silent_after_s = self._patience.silent_after_s if CONTINUOUS & heard else QUIET_AFTER_S
        time = asyncio.get_running_loop().time
        battery_at = time() if BATTERY in link.reads else math.inf
        silent_at = time() + silent_after_s
        while True:
            if time() >= battery_at:
                await self._ask_battery(link, inbox)
                battery_at = time() + BATTERY_EVERY_S
            try:
                told = await inbox.next(min(battery_at, silent_at) - time())
            except TimeoutError:
                if time() >= silent_at:
                    raise BluetoothError("connected and silent") from None
                continue
            if told is None:
                return
            if told[0] in measuring:
                silent_at = time() + silent_after_s
            yield told

    async def _ask_battery(self, link: Link, inbox: Inbox) -> None:
        try:
            inbox.put(BATTERY, await link.read(BATTERY))
        except BluetoothError:
            self.tally.add("battery_unread")

    async def _ask_time(self, link: Link) -> timedelta | None:
        """How much its clock is behind; None where it has none that can be read, or there is none here."""
        if not self._clock.trusted:
            return None
        for number in _CLOCKS:
            if number not in link.reads:
                continue
            try:
                value = await link.read(number)
            except BluetoothError:
                continue
            return how_far_behind(value, self._clock.now(), self._zone)
        return None

    async def _give_time(self, link: Link) -> None:
        """A device that does not let its clock be set keeps it."""
        if not self._set_clock or not self._clock.trusted:
            return
        for number, form in _CLOCKS.items():
            if number not in link.writes:
                continue
            try:
                await link.write(number, form(self._clock.now().astimezone(self._zone)))
            except BluetoothError:
                self.tally.add("clock_not_set")

    def _state(self, connected: bool) -> SourceState:
        return SourceState(self._device.resident, self._device.name, self._clock.now(), connected=connected)
