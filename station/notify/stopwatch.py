"""How long alerts have waited, by a clock that nobody can set."""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from datetime import datetime, timedelta
from uuid import UUID

ClimbKey = tuple[UUID, int]


class Stopwatch:
    """Started at the first look at a climb. It can only hurry the wall clock on: turned back, that would leave people
    untold for hours; turned forward, it tells them too early, which does no harm."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._first: dict[ClimbKey, tuple[float, timedelta]] = {}

    def now(self, climb: ClimbKey, since: datetime, least_s: float, wall: datetime) -> datetime:
        """The moment to reckon with: the wall clock's, or later. `least_s`: it had surely lasted so long
        when it was first looked at."""
        tick = self._ticks()
        waited = wall - since
        first_tick, waited_then = self._first.setdefault(climb, (tick, max(waited, timedelta(seconds=least_s))))
        return since + max(waited, waited_then + timedelta(seconds=tick - first_tick))

    def forget_all_but(self, climbs: Set[ClimbKey]) -> None:
        """The others are over."""
        self._first = {climb: first for climb, first in self._first.items() if climb in climbs}
