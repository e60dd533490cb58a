"""Recorded readings as a source, in their own rhythm or faster."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import structlog

from messages.clock import Clock
from wearable_bridge.ports import Observation, SourceReading
from wearable_bridge.vitals.replay import Recorded, ReplayError, recorded

BREATHE_EVERY = 500  # lines passed over without giving others a turn


class RecordedReadings:
    """One person's lines of a file, once. Each is a reading of the moment in which it is played."""

    name = "recorded readings"

    def __init__(self, file: Path, person: str, resident: str, clock: Clock, speed: float) -> None:
        self._file = file
        self._person = person
        self._resident = resident
        self._clock = clock
        self._speed = speed

    async def readings(self) -> AsyncIterator[Observation]:
        """Ends with the file. One that cannot be read is logged, and gives no more."""
        log, refused, played = structlog.get_logger(), Counter[str](), 0
        try:
            async for line in self._in_time(refused):
                if line.value is not None:
                    played += 1
                    yield SourceReading(self._resident, line.metric, line.value, self._clock.now(), source="recorded")
        except ReplayError as error:
            log.error("the recording cannot be played", reason=str(error))
        log.info("the recording has ended", readings=played, **refused)

    async def _in_time(self, refused: Counter[str]) -> AsyncIterator[Recorded]:
        loop = asyncio.get_running_loop()
        began_s, first_at, person = loop.time(), None, self._person
        for count, line in enumerate(recorded(self._file, refused)):
            if count % BREATHE_EVERY == 0:
                await asyncio.sleep(0)
            person = person or line.person
            if line.person != person:
                continue
            first_at = first_at or line.at
            await asyncio.sleep(max(0.0, began_s + self._after_s(first_at, line.at) - loop.time()))
            yield line

    def _after_s(self, first_at: datetime, at: datetime) -> float:
        return (at - first_at).total_seconds() / self._speed
