"""The Chinese calendar: which of its days a date is, and when a day of it or a solar term comes next. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import LunarMonth, Solar  # type: ignore[import-untyped]  # the library carries no types

_A_YEAR_AND_A_LEAP_MONTH = 400  # days; within them every day of the Chinese year comes at least once


@dataclass(frozen=True)
class LunarDay:
    """A day of the Chinese calendar; `month` is negative in a leap month, `month_length` is 29 or 30."""

    month: int
    day: int
    month_length: int


@lru_cache(maxsize=2048)
def lunar_day_of(day: date) -> LunarDay:
    """The day's date in the Chinese calendar. Kept, since the library takes a millisecond for it."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    length = LunarMonth.fromYm(lunar.getYear(), lunar.getMonth()).getDayCount()
    return LunarDay(int(lunar.getMonth()), int(lunar.getDay()), int(length))


def next_lunar_day(month: int | None, day: int, today: date) -> date | None:
    """The first date from today on that is this day of this month (None: of any, leap ones too). The thirtieth of a
    month of 29 days is its last day; None when there is no such day."""
    if not 1 <= day <= 30 or (month is not None and not 1 <= month <= 12):
        return None
    at, last = today, today + timedelta(days=_A_YEAR_AND_A_LEAP_MONTH)
    while at <= last:
        here = lunar_day_of(at)
        wanted = min(day, here.month_length)
        if here.day == wanted and month in (None, here.month):
            return at
        ahead = wanted - here.day if here.day < wanted else here.month_length - here.day + 1
        at += timedelta(days=ahead)
    return None


def next_solar_term(name: str, today: date) -> date | None:
    """The first date from today on at which a solar term (冬至) begins; None for what is none."""
    found = [
        date(term.getYear(), term.getMonth(), term.getDay())
        for ahead in (0, 366)
        for term_name, term in _terms_around(today + timedelta(days=ahead)).items()
        if term_name == name
    ]
    return min((day for day in found if day >= today), default=None)


def _terms_around(day: date) -> dict[str, Solar]:
    table: dict[str, Solar] = Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQiTable()
    return table
