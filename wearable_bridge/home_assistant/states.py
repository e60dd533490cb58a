"""The newest state of every entity that waits to be published; an older one that nobody took is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from wearable_bridge.home_assistant.entities import OFF, ON, Told
from wearable_bridge.plausibility import USED_FROM_QUALITY, Verdict
from wearable_bridge.ports import SourceReading, SourceState, Wearer

Key = tuple[str, str]  # device, entity


class States:
    """A wearable_bridge.intake.Witness. Of the known devices alone, so it is bounded.

    `low_percent`: below or at it a resident's battery is low.
    """

    def __init__(self, devices: Mapping[str, str], low_percent: Callable[[Wearer], int]) -> None:
        self.devices = devices
        self._low_percent = low_percent
        self._waiting: dict[Key, str] = {}
        self._new = asyncio.Event()

    def read(self, reading: SourceReading, verdict: Verdict, quality: float, worn: bool) -> None:
        """A live value; what rules do not use is not told."""
        if reading.source in self.devices and verdict.is_reading and quality >= USED_FROM_QUALITY:
            self._put(reading.source, reading.metric.value, _number(reading.value))

    def told(self, told: SourceState) -> None:
        """What a device says of itself."""
        if told.source not in self.devices:
            return
        if told.battery_percent is not None:
            self._put(told.source, Told.BATTERY, str(told.battery_percent))
            low = told.battery_percent <= self._low_percent(told.wearer)
            self._put(told.source, Told.BATTERY_LOW, ON if low else OFF)
        if told.worn is not None:
            self._put(told.source, Told.WORN, ON if told.worn else OFF)
        if told.connected is not None:
            self._put(told.source, Told.CONNECTED, ON if told.connected else OFF)

    async def next(self) -> tuple[Key, str]:
        """The one that waits longest; it goes on waiting until `done`."""
        while not self._waiting:
            self._new.clear()
            await self._new.wait()
        return next(iter(self._waiting.items()))

    def done(self, key: Key, state: str) -> None:
        """It has been published; a newer one goes on waiting."""
        if self._waiting.get(key) == state:
            del self._waiting[key]

    def _put(self, device: str, entity: str, state: str) -> None:
        self._waiting[device, entity] = state
        self._new.set()


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.1f}"
