"""Times, days and rhythms in words. Pure; the words stand in config/words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from config.phrases import Phrases
from skills.numerals import say_count, say_number
from skills.ports import Recurrence

_PARTS_UNTIL_HOUR = (
    (5, "small_hours"), (9, "early"), (11, "morning"), (13, "noon"), (17, "afternoon"), (19, "dusk"), (24, "evening"),
)  # fmt: skip


def number_words(number: int, phrases: Phrases) -> str:
    """A whole number as the voice says it: Chinese words, or digits for English."""
    return say_number(number) if phrases.language == "zh" else str(number)


def count_words(number: int, phrases: Phrases) -> str:
    """A number before what it counts: 两次, 2 times."""
    return say_count(number) if phrases.language == "zh" else str(number)


def clock_words(hour: int, minute: int, phrases: Phrases) -> str:
    """早上八点, 下午三点半, 晚上九点零五分; 8:00 in the morning."""
    part = phrases("skills.time.part." + next(name for until, name in _PARTS_UNTIL_HOUR if hour < until))
    hour_of_half = hour if phrases.language == "zh" and hour == 0 else (hour % 12 or 12)
    words = count_words(hour_of_half, phrases)
    if minute == 0:
        return phrases("skills.time.clock.full", part=part, hour=words)
    if minute == 30:
        return phrases("skills.time.clock.half", part=part, hour=words)
    key = "skills.time.clock.few_minutes" if minute < 10 else "skills.time.clock.minutes"
    return phrases(key, part=part, hour=words, minute=number_words(minute, phrases))


def times_words(times: Iterable[str], phrases: Phrases) -> str:
    """Times "HH:MM" in words: 早上八点和晚上八点. Seconds are left out."""
    clocks = (tuple(map(int, time.split(":")[:2])) for time in times)
    return joined((clock_words(hour, minute, phrases) for hour, minute in clocks), phrases)


def while_words(seconds: int, phrases: Phrases) -> str:
    """A while: 十分钟, 半个小时, 一个半小时, 两个小时二十分钟, 三十秒."""
    hours, rest = divmod(seconds, 3600)
    minutes, over = divmod(rest, 60)
    if (hours, minutes, over) == (0, 30, 0):
        return phrases("skills.time.while.half_hour")
    if hours and (minutes, over) == (30, 0):
        key = "hour_and_half" if hours == 1 else "hours_and_half"
        return phrases(f"skills.time.while.{key}", count=count_words(hours, phrases))
    said = [
        phrases(f"skills.time.while.{unit if count == 1 else f'{unit}s'}", count=count_words(count, phrases))
        for unit, count in (("hour", hours), ("minute", minutes), ("second", over))
        if count
    ]
    return ("" if phrases.language == "zh" else " ").join(said)


def day_words(day: date, today: date, phrases: Phrases) -> str:
    """今天, 明天, 后天, 大后天, 周五 within the week, else 十二月一号."""
    ahead = (day - today).days
    if phrases.has(f"skills.time.day.in_{ahead}"):
        return phrases(f"skills.time.day.in_{ahead}")
    if 0 < ahead < 7:
        return phrases(f"skills.time.weekday.{day.weekday()}")
    return phrases(
        "skills.time.day.date",
        month=phrases(f"skills.time.month.{day.month}"),
        day=number_words(day.day, phrases),
    )


def joined(items: Iterable[str], phrases: Phrases) -> str:
    """甲、乙和丙."""
    *head, last = items
    if not head:
        return last
    return phrases("skills.time.and", first=phrases("skills.time.comma").join(head), last=last)


def in_a_row(sentences: Iterable[str], phrases: Phrases) -> str:
    """Whole sentences one after the other."""
    return ("" if phrases.language == "zh" else " ").join(sentence[:1].upper() + sentence[1:] for sentence in sentences)


def describe(recurrence: Recurrence, phrases: Phrases, today: date) -> str:
    """The rhythm in words: 每天早上八点和晚上八点, 每周一和周三的早上八点, 明天下午三点."""
    clocks = times_words(recurrence.times, phrases)
    if recurrence.on is not None:
        return phrases("skills.time.rhythm.once", day=day_words(recurrence.on, today, phrases), clocks=clocks)
    if recurrence.month_days:
        return _month_words(recurrence, clocks, phrases)
    if recurrence.weekdays:
        days = joined((phrases(f"skills.time.weekday.{day}") for day in recurrence.weekdays), phrases)
        return phrases("skills.time.rhythm.weekdays", days=days, clocks=clocks)
    weeks, over = divmod(recurrence.every_days, 7)
    if weeks and not over and recurrence.start is not None:
        day = phrases(f"skills.time.weekday.{recurrence.start.weekday()}")
        weeks_words = count_words(weeks, phrases)
        return phrases("skills.time.rhythm.every_weeks", weeks=weeks_words, day=day, clocks=clocks)
    if recurrence.every_days > 1:
        days = count_words(recurrence.every_days, phrases)
        return phrases("skills.time.rhythm.every_days", days=days, clocks=clocks)
    return phrases("skills.time.rhythm.daily", clocks=clocks)


def _month_words(recurrence: Recurrence, clocks: str, phrases: Phrases) -> str:
    """每个月十五号, 每个月最后一天, 每个月农历初一和十五."""
    days = joined((_month_day_words(day, recurrence.lunar, phrases) for day in recurrence.month_days), phrases)
    key = "month_days_lunar" if recurrence.lunar else "month_days"
    return phrases(f"skills.time.rhythm.{key}", days=days, clocks=clocks)


def _month_day_words(day: int, lunar: bool, phrases: Phrases) -> str:
    if day > 30 or (lunar and day == 30):
        return phrases("skills.time.rhythm.last_day")
    if lunar:
        key = "lunar_first_ten" if day <= 10 else "lunar_day"
        return phrases(f"skills.time.rhythm.{key}", day=number_words(day, phrases))
    return phrases("skills.time.rhythm.month_day", day=number_words(day, phrases))


def age_words(since: datetime, now: datetime, phrases: Phrases) -> str:
    """How long ago: 刚才, 十分钟前, 两小时前, 三天前."""
    age = max(now - since, timedelta(0))
    minutes = int(age.total_seconds() // 60)
    if minutes < 2:
        return phrases("skills.time.age.now")
    if minutes < 60:
        return phrases("skills.time.age.minutes", count=count_words(minutes, phrases))
    if minutes < 48 * 60:
        return phrases("skills.time.age.hours", count=count_words(round(minutes / 60), phrases))
    return phrases("skills.time.age.days", count=count_words(round(minutes / 1440), phrases))
