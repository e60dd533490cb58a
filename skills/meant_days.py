"""The days a spoken phrase can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Days:
    """Days that were named: one date (`on`), or a rhythm. `said` is False when none was.

    With `or_next_week` the date was named by its weekday and moves on by a week when its time is past. `month_days` are
    days of every month, of the Chinese calendar with `lunar`. One of `weekdays` beside `every_days` of whole weeks says
    on which day those begin.
    """

    on: date | None = None
    weekdays: tuple[int, ...] = ()
    every_days: int = 1
    start: date | None = None
    or_next_week: bool = False
    month_days: tuple[int, ...] = ()
    lunar: bool = False
    said: bool = False


@dataclass(frozen=True)
class FoundDays:
    """Days, and where in the phrase they were named."""

    days: Days
    span: tuple[int, int]
