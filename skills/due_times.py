"""From the days and the times of day that were named to a Recurrence. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from skills.meant_days import Days
from skills.ports import Recurrence
from skills.spoken_clock import ClockTime
from skills.spoken_meals import DAY_MINUTES, clock_of
from skills.time_reading import AlreadyPast, Ambiguous, NotUnderstood, TimeReading, Understood


@dataclass(frozen=True)
class Named:
    """What a phrase named; at least one time."""

    days: Days
    times: tuple[ClockTime, ...]


def assemble(named: Named, now: datetime) -> TimeReading:
    """The reading of what was named; Ambiguous where both halves of the day lie ahead."""
    days, times = named.days, named.times
    if all(clock.other is None for clock in times):
        return _one_reading(days, tuple(clock.minutes for clock in times), now)
    morning = _one_reading(days, tuple(clock.minutes for clock in times), now)
    evening = _one_reading(days, tuple(clock.minutes if clock.other is None else clock.other for clock in times), now)
    match morning, evening:
        case Understood(early), Understood(late):
            if len(early.times) != len(late.times):  # 八点和晚上八点: only one reading has two times
                return morning if len(early.times) > len(late.times) else evening
            return Ambiguous(early, late, days_said=days.said)
        case AlreadyPast(), _:
            return evening
        case _:
            return morning


def _one_reading(days: Days, minutes: tuple[int, ...], now: datetime) -> TimeReading:
    wanted = sorted(set(minutes))
    if days.on is not None:
        return _on_a_date(days.on, days.or_next_week, wanted, now)
    if not days.said and len(wanted) == 1:
        day = now.date() if _moment(now.date(), wanted[0], now) > now else now.date() + timedelta(days=1)
        return Understood(_once(day, wanted))
    rhythm = Recurrence(
        _clock_texts(wanted),
        weekdays=days.weekdays,
        every_days=days.every_days,
        start=days.start,
        month_days=days.month_days,
        lunar=days.lunar,
    )
    if days.every_days > 1 and days.start is None:
        rhythm = replace(rhythm, start=_first_day(days, max(wanted), now), weekdays=())
    return Understood(rhythm, days_said=days.said)


def _first_day(days: Days, latest: int, now: datetime) -> date:
    """The first day of a rhythm of several days that has a time left: today, tomorrow, or the weekday it is held on."""
    first = now.date() if latest > now.hour * 60 + now.minute else now.date() + timedelta(days=1)
    ahead = (days.weekdays[0] - first.weekday()) % 7 if days.weekdays else 0
    return first + timedelta(days=ahead)


def _on_a_date(day: date, or_next_week: bool, wanted: list[int], now: datetime) -> TimeReading:
    """Times of that date that still lie ahead; a weekday whose times are all past means the next one. Times before and
    after its midnight are of two dates, which one Recurrence cannot hold."""
    if any(minutes >= DAY_MINUTES for minutes in wanted) and wanted[0] < DAY_MINUTES:
        return NotUnderstood()
    ahead = [minutes for minutes in wanted if _moment(day, minutes, now) > now]
    if ahead:
        return Understood(_once(day, ahead), days_said=True)
    if or_next_week:
        return Understood(_once(day + timedelta(days=7), wanted), days_said=True)
    return AlreadyPast(_moment(day, wanted[-1], now))


def _once(day: date, wanted: list[int]) -> Recurrence:
    """24:00 of a day is 00:00 of the next one."""
    if wanted[0] >= DAY_MINUTES:
        day += timedelta(days=1)
    return Recurrence(_clock_texts(wanted), on=day)


def _moment(day: date, minutes: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo) + timedelta(minutes=minutes)


def _clock_texts(minutes: list[int]) -> tuple[str, ...]:
    within = sorted({value % DAY_MINUTES for value in minutes})
    return tuple(clock_of(value) for value in within)
