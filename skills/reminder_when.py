"""When a reminder is meant, by what it is for: 七点叫我起床 is of the morning, 倒计时十分钟 is to the second. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from skills.ports import Recurrence, ReminderKind
from skills.reminder_purpose import GET_UP, GET_UP_IN_ENGLISH, Purpose
from skills.spoken_interval import read_interval
from skills.spoken_meals import clock_minutes
from skills.spoken_time import plain_text, read_time
from skills.spoken_while import after, read_while, to_the_second
from skills.time_answers import settle
from skills.time_reading import Ambiguous, TimeReading, Understood

# What is done in one half of the day only.
_HALVES = (
    (re.compile(f"{GET_UP}|{GET_UP_IN_ENGLISH}|早饭|早餐|早点|晨练|上学|早市"), "早上"),
    (re.compile("睡觉|go to bed|晚饭|夜宵|泡脚|(?:看|放)新闻联播"), "晚上"),
)
_DAYS_OR_CLOCK = re.compile("点|周|星期|礼拜|[月号]|今天|明天|后天|早上|晚上|上午|下午|现在")


def read_when(phrase: str, purpose: Purpose | None, now: datetime, meal_times: Mapping[str, str]) -> TimeReading:
    """As `read_time`, which it is for a medicine (`purpose` is None)."""
    if purpose is None:
        return read_time(phrase, now, meal_times)
    if purpose.kind is ReminderKind.COUNTDOWN and (length := read_while(phrase)) is not None:
        return Understood(after(length, now), days_said=True)
    hourly = _while_awake(phrase, meal_times)
    if hourly is not None:
        return Understood(hourly, days_said=True)
    reading = read_time(phrase, now, meal_times)
    if isinstance(reading, Ambiguous):
        half = next((half for words, half in _HALVES if words.search(purpose.about)), None)
        settled = settle(phrase, half) if half else None
        reading = read_time(settled, now, meal_times) if settled else reading
    if isinstance(reading, Understood):
        return Understood(to_the_second(reading.recurrence, phrase, now), reading.days_said)
    return reading


def _while_awake(phrase: str, meal_times: Mapping[str, str]) -> Recurrence | None:
    """每隔两小时 of what is no medicine: on the hour from breakfast until bedtime, and never at night. None for any
    other phrase, and where a first time or days are named."""
    found = read_interval(plain_text(phrase))
    if found is None or not 1 <= found[0] <= 12 or _DAYS_OR_CLOCK.search(found[1]):
        return None
    first = -(-clock_minutes(meal_times.get("breakfast", "08:00")) // 60)
    last = clock_minutes(meal_times.get("bedtime", "21:00")) // 60
    return Recurrence(tuple(f"{hour:02d}:00" for hour in range(first, last, found[0])))
