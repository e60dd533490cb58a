"""Who is on duty at a moment. Pure: a function of the roster, the moment and the time zone."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class Day(IntEnum):
    """The day a shift begins on. A holiday has the shifts of HOLIDAY, whatever its weekday."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6
    HOLIDAY = 7


@dataclass(frozen=True)
class Shift:
    """Every week from `starts` to before `ends` by the wall clock; an end not after the start is on the next day."""

    user: int
    day: Day
    starts: time
    ends: time


@dataclass(frozen=True)
class Substitute:
    """The shifts of `absent` that begin from `first` to `last` are those of `instead`; of nobody when that is None."""

    absent: int
    instead: int | None
    first: date
    last: date


@dataclass(frozen=True)
class Roster:
    """All that is known of duty. People are named by UserRow.id."""

    shifts: Sequence[Shift] = ()
    substitutes: Sequence[Substitute] = ()
    holidays: Set[date] = frozenset()


def on_duty(roster: Roster, now: datetime, timezone: ZoneInfo) -> frozenset[int]:
    """Who is on duty at `now`; empty where the roster names nobody."""
    local = now.astimezone(timezone).replace(tzinfo=None)
    found = set()
    for day in (local.date() - ONE_DAY, local.date()):
        for shift in roster.shifts:
            if shift.day is kind_of(roster, day) and covers(shift, day, local):
                found.add(standing_in(roster, shift.user, day))
    return frozenset(person for person in found if person is not None)


def kind_of(roster: Roster, day: date) -> Day:
    """Which shifts hold on a day."""
    return Day.HOLIDAY if day in roster.holidays else Day(day.weekday())


def covers(shift: Shift, day: date, local: datetime) -> bool:
    """True when the shift that began on `day` lasts at `local`, by the wall clock. Equal times last a whole day."""
    ends_on = day if shift.ends > shift.starts else day + ONE_DAY
    return datetime.combine(day, shift.starts) <= local < datetime.combine(ends_on, shift.ends)


def standing_in(roster: Roster, user: int, day: date) -> int | None:
    """Who takes the shift of `user` on a day. Substitutes may have substitutes; a circle of them leaves nobody."""
    seen: set[int] = set()
    person: int | None = user
    while person is not None and person not in seen:
        seen.add(person)
        found = [each for each in roster.substitutes if each.absent == person and each.first <= day <= each.last]
        if not found:
            return person
        person = found[-1].instead  # written last, meant last
    return None
