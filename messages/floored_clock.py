"""A clock for a machine that may have lost the time: never behind the last time that was known."""

from __future__ import annotations

import asyncio
import ctypes
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

KEEP_EVERY_S = 60.0
_TIME_ERROR = 5  # adjtimex(2): the kernel's clock has not been set from outside
_TIMEX_BYTES = 256  # more than struct timex has; all zero, it asks and changes nothing


def set_from_network() -> bool:
    """True when the kernel says that its clock was set by a time service; False also where it does not say."""
    try:
        state: int = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    except (OSError, AttributeError):
        return False
    return 0 <= state != _TIME_ERROR


class FlooredClock:
    """messages.clock.Clock. The last known time is kept in a file; `keep` writes it.

    Behind that, the machine's clock is wrong: time then runs on from the kept one and is not trusted. With
    `needs_network` it is not trusted before a time service has set it either, since a Pi wakes up with the time it fell
    asleep at. What a time service has set is believed in any case, also when it lies behind.
    """

    def __init__(
        self,
        file: Path,
        needs_network: bool,
        from_network: Callable[[], bool] = set_from_network,
        machine: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file, self._needs_network = file, needs_network
        self._from_network, self._machine, self._monotonic_s = from_network, machine, monotonic_s
        self._floor = self._kept()
        self._started_s = monotonic_s()
        self._settled = False

    @property
    def trusted(self) -> bool:
        """Once a time service has set it, for the life of the program: it runs on well enough."""
        if self._settled or (not self._needs_network and self._machine() >= self._floor):
            return True
        self._settled = self._from_network()
        return self._settled

    def now(self) -> datetime:
        if self.trusted:
            return self._machine()
        return max(self._machine(), self._floor + timedelta(seconds=self._monotonic_s() - self._started_s))

    def write(self) -> None:
        """Keeps the present time, if it is trusted. A disk that fails costs only the floor."""
        if not self.trusted:
            return
        fresh = self._file.with_suffix(".new")
        try:
            fresh.write_text(self._machine().isoformat(), encoding="ascii")
            fresh.replace(self._file)
        except OSError as error:
            structlog.get_logger().warning("the time could not be kept", reason=error.strerror)

    async def keep(self) -> None:
        """For ever: writes now and again."""
        while True:
            await asyncio.to_thread(self.write)
            await asyncio.sleep(KEEP_EVERY_S)

    def _kept(self) -> datetime:
        """The time in the file; the beginning of time when there is none, or nothing that can be read."""
        try:
            kept = datetime.fromisoformat(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return datetime.min.replace(tzinfo=UTC)
        return kept if kept.tzinfo is not None else datetime.min.replace(tzinfo=UTC)
