"""Values of one person and one measure through time, and what it means that something lasts."""

from __future__ import annotations

import bisect
import itertools
import math
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

KEPT_IN_A_SLOT = 64  # values; a band that floods adds nothing
SPOTS_NEEDED = 2  # where values come rarely, the next one must say the same
SPOTS_APART_AT_MOST_S = 6 * 3600.0  # the chart's longest pause between observations of somebody with a score


@dataclass(frozen=True)
class Value:
    """One believed value."""

    at: datetime
    value: float


@dataclass(frozen=True)
class Lasting:
    """k of the last n: `needed` of `window` values, one each `every_s`."""

    window: int
    needed: int
    every_s: float

    @property
    def span_s(self) -> float:
        """How long a full window is; one with gaps may be twice as long."""
        return self.window * self.every_s


class Series:
    """The newest values, one for each `every_s`: the median of what fell into it, at the latest one's time.

    Bounded whatever comes, in whatever order.
    """

    def __init__(self, every_s: float, slots_at_most: int) -> None:
        self._every_s = every_s
        self._slots_at_most = slots_at_most
        self._order: list[int] = []
        self._raw: dict[int, list[Value]] = {}
        self._made: dict[int, Value] = {}

    def add(self, value: Value) -> None:
        """Takes it in at its place; one older than all that is kept is dropped."""
        number = math.floor(value.at.timestamp() / self._every_s)
        if number not in self._raw:
            if len(self._order) >= self._slots_at_most and number < self._order[0]:
                return
            bisect.insort(self._order, number)
            self._raw[number] = []
            if len(self._order) > self._slots_at_most:
                self._forget(self._order.pop(0))
        raw = self._raw[number]
        if len(raw) < KEPT_IN_A_SLOT:
            raw.append(value)
            self._made.pop(number, None)

    def newest(self, count: int) -> Sequence[Value]:
        """The last `count` slots' values, oldest first."""
        return tuple(self._value(number) for number in self._order[-count:])

    def backwards(self) -> Iterator[Value]:
        """All that is kept, newest first."""
        return (self._value(number) for number in reversed(self._order))

    def __len__(self) -> int:
        return len(self._order)

    def _value(self, number: int) -> Value:
        if number not in self._made:
            raw = self._raw[number]
            self._made[number] = Value(max(each.at for each in raw), statistics.median(each.value for each in raw))
        return self._made[number]

    def _forget(self, number: int) -> None:
        self._raw.pop(number, None)
        self._made.pop(number, None)


def thinned(values: Sequence[Value], every_s: float) -> tuple[Value, ...]:
    """One value for each `every_s`, in order of time."""
    series = Series(every_s, slots_at_most=len(values) + 1)
    for value in values:
        series.add(value)
    return tuple(series.newest(len(values)))


@dataclass(frozen=True)
class Shown:
    """What lasts: the median of the values that showed it, and for how long it has been so."""

    value: float
    lasted_s: float


def is_continuous(values: Sequence[Value], lasting: Lasting) -> bool:
    """Whether values come about as often as the window wants; else each is a measurement by itself."""
    pauses = [(later.at - sooner.at).total_seconds() for sooner, later in itertools.pairwise(values)]
    return not pauses or statistics.median(pauses) <= 2 * lasting.every_s


def lasts(series: Series, lasting: Lasting, shows: Callable[[Value], bool]) -> Shown | None:
    """What the newest values show, if it lasts.

    Of values that come all the time, `needed` of the last `window` must show it, in a window without a long gap. Of
    values that come rarely, the last SPOTS_NEEDED must, not further apart than SPOTS_APART_AT_MOST_S.
    """
    window = series.newest(lasting.window)
    showing = [value for value in window if shows(value)]
    if not showing:
        return None
    continuous = is_continuous(window, lasting)
    if continuous:
        lasted_s = (window[-1].at - window[0].at).total_seconds() + lasting.every_s
        if len(window) < lasting.window or lasted_s > 2 * lasting.span_s or len(showing) < lasting.needed:
            return None
        allowed = 1 - lasting.needed / lasting.window
    else:
        window = window[-SPOTS_NEEDED:]
        showing = list(window)
        lasted_s = (window[-1].at - window[0].at).total_seconds()
        if len(window) < SPOTS_NEEDED or lasted_s > SPOTS_APART_AT_MOST_S or not all(shows(value) for value in window):
            return None
        allowed = 0.0
    since = min(
        window[0].at, _since(series, shows, allowed, 2 * lasting.span_s if continuous else SPOTS_APART_AT_MOST_S)
    )
    extra = lasting.every_s if continuous else 0.0
    lasted_s = max(lasted_s, (window[-1].at - since).total_seconds() + extra)
    return Shown(statistics.median(value.value for value in showing), lasted_s)


def _since(series: Series, shows: Callable[[Value], bool], allowed: float, gap_s: float) -> datetime:
    """Since when it is so, but for a share of values and for gaps that are allowed."""
    since = later = datetime.max.replace(tzinfo=UTC)
    seen = misses = 0
    for value in series.backwards():
        if seen and (later - value.at).total_seconds() > gap_s:
            break
        seen, later = seen + 1, value.at
        if shows(value):
            since = value.at
            continue
        misses += 1
        if misses > max(1, allowed * seen) or not allowed:
            break
    return since
