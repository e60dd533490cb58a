"""When a reminder is due, whether a late one is still given, and how a rhythm is said. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from skills.lunar_calendar import lunar_day_of
from skills.ports import Recurrence

# Between two occurrences of any Recurrence lie fewer days than this (every_days is at most 60).
_LONGEST_GAP = timedelta(days=62)


class DueState(StrEnum):
    """What to do with an occurrence now."""

    WAITING = "waiting"
    GIVE = "give"
    MISSED = "missed"


def occurrences(recurrence: Recurrence, start: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every due moment with start <= moment < end, aware, in `zone`, ascending.

    Wall-clock: 08:00 stays 08:00 across a change of the clocks. A time the clocks skip is due as long after midnight
    as it would have been (02:30 becomes 03:30); one that comes twice is due the first time.
    """
    day, last = start.astimezone(zone).date() - timedelta(days=1), end.astimezone(zone).date()
    if recurrence.on is not None:
        day, last = max(day, recurrence.on), min(last, recurrence.on)
    found: set[datetime] = set()
    while day <= last:
        if _falls_on(recurrence, day):
            found.update(_moment(day, clock, zone) for clock in recurrence.times)
        day += timedelta(days=1)
    return tuple(
        sorted((moment for moment in found if start <= moment < end), key=lambda moment: moment.astimezone(UTC))
    )


def next_occurrence(recurrence: Recurrence, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first due moment later than `after`; None when there is none any more."""
    first_day = recurrence.on or recurrence.start
    start = after + timedelta(microseconds=1)
    if first_day is not None:
        start = max(start, datetime.combine(first_day, time(), tzinfo=zone))
    found = occurrences(recurrence, start, start + _LONGEST_GAP, zone)
    return found[0] if found else None


def interval_after(recurrence: Recurrence, occurrence: datetime, zone: ZoneInfo) -> timedelta | None:
    """From an occurrence to the one after it; None when it is the last."""
    following = next_occurrence(recurrence, occurrence, zone)
    return None if following is None else following.astimezone(UTC) - occurrence.astimezone(UTC)


def due_state(occurrence: datetime, now: datetime, interval: timedelta | None, late_limit: timedelta) -> DueState:
    """Given when it is late by less than `late_limit` and by less than half the interval to the next dose.

    Nobody is told to take a late dose close to the next one.
    """
    late = now.astimezone(UTC) - occurrence.astimezone(UTC)
    if late < timedelta(0):
        return DueState.WAITING
    limit = late_limit if interval is None else min(late_limit, interval / 2)
    return DueState.GIVE if late < limit else DueState.MISSED


def _falls_on(recurrence: Recurrence, day: date) -> bool:
    if recurrence.on is not None:
        return day == recurrence.on
    if recurrence.start is not None and day < recurrence.start:
        return False
    if recurrence.month_days:
        return _is_month_day(recurrence, day)
    if recurrence.weekdays:
        return day.weekday() in recurrence.weekdays
    if recurrence.every_days <= 1:
        return True
    origin = recurrence.start or date(1970, 1, 1)
    return (day - origin).days % recurrence.every_days == 0


def _is_month_day(recurrence: Recurrence, day: date) -> bool:
    if recurrence.lunar:
        lunar = lunar_day_of(day)
        number, length = lunar.day, lunar.month_length
    else:
        number, length = day.day, monthrange(day.year, day.month)[1]
    return any(number == min(wanted, length) for wanted in recurrence.month_days)


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC).astimezone(zone)
