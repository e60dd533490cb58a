"""Time comes through a port, so that a test and a demonstration can run it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Wall-clock time and whether it can be believed."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...

    @property
    def trusted(self) -> bool:
        """False until the time was set from a source outside the device (a Pi has no clock of its own)."""
        ...


class SystemClock:
    """The machine's clock, taken as set."""

    trusted = True

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """The machine's clock plus a fixed offset, for demonstrations and tests that cannot wait for the morning."""

    trusted = True

    def __init__(self, offset_s: float) -> None:
        self._offset = timedelta(seconds=offset_s)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset


def clock_for(offset_s: float) -> Clock:
    """The clock that the settings ask for."""
    return ShiftedClock(offset_s) if offset_s else SystemClock()
