"""Looks at the bridge's disk now and then: without the internet for weeks, readings must not fill it."""

from __future__ import annotations

import asyncio

import structlog

from messages.disk import DiskWatch
from messages.errors import OutboxError
from messages.outbox_thinning import OutboxThinning


class RoomKeeper:
    """Thins the readings that wait when the disk runs low."""

    def __init__(self, thinning: OutboxThinning, disk: DiskWatch, every_s: float) -> None:
        self._thinning = thinning
        self._disk = disk
        self._every_s = every_s

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self._look)
            except OutboxError as error:
                structlog.get_logger().error("readings_not_thinned", reason=str(error))
            await asyncio.sleep(self._every_s)

    def _look(self) -> None:
        self._thinning.thin(self._disk.thinning())
