"""From what was said to when a reminder is due. Pure: text, `now` and the meal times in, a TimeReading out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from skills.ports import Recurrence
from skills.spoken_clock import ClockTime, read_times
from skills.spoken_days import Days, read_days
from skills.spoken_english import to_mandarin
from skills.spoken_meals import DAY_MINUTES, DURATION, minutes_of
from skills.time_reading import AlreadyPast, Ambiguous, NotUnderstood, TimeReading, Understood

LONGEST_CHARACTERS = 200  # nobody says a time in more; longer text is not looked at
_NOISE = re.compile(r"[\s,。，、；;！!？?.·~…—\-\"'“”‘’()（）]+")
_IN_A_WHILE = re.compile(f"(?:(?:再?过|等){DURATION.pattern})")
_AFTER_A_WHILE = re.compile(f"{DURATION.pattern}(?:以后|之后|过后|后)")
_MORNING_ANSWER = re.compile("早|上午|凌晨|第一|前(?:一|面)|morning|first|\\bam\\b|a\\.m")
_EVENING_ANSWER = re.compile("晚|下午|傍晚|夜|第二|后(?:一|面)|evening|night|afternoon|second|\\bpm\\b|p\\.m")


def read_time(text: str, now: datetime, meal_times: Mapping[str, str]) -> TimeReading:
    """The meaning of a spoken time. `now` is aware and local; `meal_times` are "HH:MM" by breakfast, lunch, supper and
    bedtime."""
    if len(text) > LONGEST_CHARACTERS:
        return NotUnderstood()
    spoken = to_mandarin(unicodedata.normalize("NFKC", text).lower())
    spoken = _NOISE.sub("", spoken)
    found = read_days(spoken, now.date())
    if found is None:
        return NotUnderstood()
    days, rest = found
    times = read_times(rest, meal_times)
    if not times:
        return _after_a_while(spoken, now) if not days.said else NotUnderstood()
    return _assemble(days, times, now)


def settle(phrase: str, answer: str) -> str | None:
    """The phrase that was ambiguous with the answer to 早上还是晚上 put in; None when the answer tells neither."""
    morning, evening = _MORNING_ANSWER.search(answer.lower()), _EVENING_ANSWER.search(answer.lower())
    if bool(morning) == bool(evening):
        return None
    return f"{phrase}，{'早上' if morning else '晚上'}"


def _after_a_while(text: str, now: datetime) -> TimeReading:
    match = _IN_A_WHILE.search(text) or _AFTER_A_WHILE.search(text)
    minutes = minutes_of(match) if match else None
    if not minutes or minutes > 7 * DAY_MINUTES:
        return NotUnderstood()
    due = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    if due.second or due.microsecond:
        due += timedelta(minutes=1)
    return Understood(Recurrence((due.strftime("%H:%M"),), on=due.date()), days_said=True)


def _assemble(days: Days, times: tuple[ClockTime, ...], now: datetime) -> TimeReading:
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
    start = days.start
    if days.every_days > 1:
        any_left_today = max(wanted) > now.hour * 60 + now.minute
        start = now.date() if any_left_today else now.date() + timedelta(days=1)
    rhythm = Recurrence(_clock_texts(wanted), weekdays=days.weekdays, every_days=days.every_days, start=start)
    return Understood(rhythm, days_said=days.said)


def _on_a_date(day: date, or_next_week: bool, wanted: list[int], now: datetime) -> TimeReading:
    """Times of that date that still lie ahead; a weekday whose times are all past means the next one."""
    ahead = [minutes for minutes in wanted if _moment(day, minutes, now) > now]
    if ahead:
        return Understood(_once(day, ahead), days_said=True)
    if or_next_week:
        return Understood(_once(day + timedelta(days=7), wanted), days_said=True)
    return AlreadyPast(_moment(day, wanted[-1], now))


def _once(day: date, wanted: list[int]) -> Recurrence:
    """24:00 of a day is 00:00 of the next one; mixed with earlier times it stays on the day it was said for."""
    if all(minutes >= DAY_MINUTES for minutes in wanted):
        day += timedelta(days=1)
    return Recurrence(_clock_texts(wanted), on=day)


def _moment(day: date, minutes: int, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo) + timedelta(minutes=minutes)


def _clock_texts(minutes: list[int]) -> tuple[str, ...]:
    within = sorted({value % DAY_MINUTES for value in minutes})
    return tuple(f"{value // 60:02d}:{value % 60:02d}" for value in within)
