"""From what was said to when a reminder is due. Pure: text, `now` and the meal times in, a TimeReading out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from skills.dialect_times import in_plain_words
from skills.due_times import Named, assemble
from skills.meant_days import Days
from skills.ports import Recurrence
from skills.spoken_calendar import either_calendar
from skills.spoken_clock import ClockTime, read_times
from skills.spoken_days import read_days
from skills.spoken_english import to_mandarin
from skills.spoken_interval import HOLDABLE_HOURS, read_interval, round_the_clock
from skills.spoken_meals import DAY_MINUTES, DURATION, minutes_of
from skills.time_reading import About, NotUnderstood, TimeReading, Unclear, Understood
from skills.vague_times import loose_day, loose_hour, loose_moment, loose_while, some_weekdays, without

LONGEST_CHARACTERS = 200  # nobody says a time in more; longer text is not looked at
_NOISE = re.compile(r"[\s,。，、；;！!？?.·~…—\-\"'“”‘’()（）]+")
_IN_A_WHILE = re.compile(f"(?:(?:再?过|等){DURATION.pattern})")
_AFTER_A_WHILE = re.compile(f"{DURATION.pattern}(?:以后|之后|过后|后)")
_A_WHILE = re.compile(f"^(?:嗯|啊|那个?|就)*{DURATION.pattern}(?=提醒|叫|喊|告诉|招呼|吧?$)")
_NIGHT_FROM_HOUR, _NIGHT_UNTIL_HOUR = 20, 5


def read_time(text: str, now: datetime, meal_times: Mapping[str, str]) -> TimeReading:
    """The meaning of a spoken time. `now` is aware and local; `meal_times` are "HH:MM" by breakfast, lunch, supper and
    bedtime. What was left open is Unclear, never guessed."""
    if len(text) > LONGEST_CHARACTERS:
        return NotUnderstood()
    spoken = plain_text(text)
    interval = read_interval(spoken)
    if interval is not None:
        return _round_the_clock(*interval, spoken, now, meal_times)
    day, often = loose_day(spoken), some_weekdays(spoken)
    found = read_days(without(without(spoken, day), some_weekdays(without(spoken, day))), now.date())
    if found is None:
        return NotUnderstood()
    days, rest = found
    if often is not None and not days.weekdays:
        return Unclear(About.WEEKDAYS, without(spoken, often))
    guess = loose_hour(rest)
    if guess is not None:
        return Unclear(About.HOUR, spoken.replace(guess[0], " ", 1))
    times = read_times(without(rest, loose_moment(rest)), meal_times, _is_night(days, now))
    if not times:
        return _without_a_clock(spoken, days, now)
    if either_calendar(spoken) and days.on is not None:
        return Unclear(About.CALENDAR, spoken)
    if day is not None and not days.said:
        return Unclear(About.DAY, without(spoken, day))
    return assemble(Named(days, times), now)


def plain_text(text: str) -> str:
    """A phrase in the characters and words that the grammar knows, without spaces and punctuation."""
    spoken = to_mandarin(unicodedata.normalize("NFKC", text).lower())
    return in_plain_words(_NOISE.sub("", spoken))


def _is_night(days: Days, now: datetime) -> bool:
    """Said at night without a day, 两点 may be the small hours."""
    return not days.said and not _NIGHT_UNTIL_HOUR <= now.hour < _NIGHT_FROM_HOUR


def _round_the_clock(hours: int, rest: str, spoken: str, now: datetime, meal_times: Mapping[str, str]) -> TimeReading:
    if hours not in HOLDABLE_HOURS:
        return NotUnderstood()
    found = read_days(rest, now.date())
    if found is None or found[0].on is not None or found[0].weekdays or found[0].month_days:
        return NotUnderstood()
    start = read_times(found[1], meal_times)
    if not start and "现在" in rest:
        start = (ClockTime(now.hour * 60 + now.minute),)
    if not start:
        return Unclear(About.START, spoken)
    if len(start) > 1:
        return NotUnderstood()
    days = Days(every_days=found[0].every_days, start=found[0].start, said=True)
    return assemble(Named(days, round_the_clock(hours, start[0])), now)


def _without_a_clock(spoken: str, days: Days, now: datetime) -> TimeReading:
    """A while from now, or what has to be asked: days without an hour, a loose while or moment."""
    loosely = loose_while(spoken)
    if not days.said:
        reading = _after_a_while(without(spoken, loosely), now)
        if isinstance(reading, Understood):
            return reading
        if loosely is not None:
            return Unclear(About.HOW_LONG, without(spoken, loosely))
    if days.said or loose_day(spoken) is not None or loose_moment(spoken) is not None:
        about = About.HOUR if days.said or loose_day(spoken) is None else About.DAY
        part = loose_moment(spoken) if about is About.HOUR else loose_day(spoken)
        return Unclear(about, without(spoken, part))
    return NotUnderstood()


def _after_a_while(text: str, now: datetime) -> TimeReading:
    match = _IN_A_WHILE.search(text) or _AFTER_A_WHILE.search(text) or _A_WHILE.search(text.strip())
    minutes = minutes_of(match) if match else None
    if not minutes or minutes > 7 * DAY_MINUTES:
        return NotUnderstood()
    due = (now.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)
    if due.second or due.microsecond:
        due += timedelta(minutes=1)
    return Understood(Recurrence((due.strftime("%H:%M"),), on=due.date()), days_said=True)
