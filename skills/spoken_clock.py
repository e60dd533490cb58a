"""Which times of day a spoken phrase means: clock times, parts of the day, meals. Pure; Mandarin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from skills.numerals import NUMERAL, read_number
from skills.spoken_meals import DAY_MINUTES, MEAL_OFFSET_MINUTES, clock_minutes, read_meals

# What 早, 中 and 晚 mean when no hour is said: twelve hours apart, as medicine taken twice a day should be.
PART_MINUTES = {"早": 8 * 60, "中": 12 * 60, "晚": 20 * 60}


class Part(Enum):
    """A part of the day that settles which half of the day an hour means."""

    SMALL_HOURS = "small_hours"
    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    DUSK = "dusk"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True)
class ClockTime:
    """Minutes after midnight, from 1440 on in the next day. `other` is the second reading of a bare hour."""

    minutes: int
    other: int | None = None


_PART_WORDS: tuple[tuple[str, Part], ...] = (
    ("凌晨|拂晓|天亮前", Part.SMALL_HOURS),
    ("清晨|早晨|早上|清早|大早|一早|早起|早间|上午|头晌|前晌|早(?![饭餐点就已日]|一点)", Part.MORNING),
    ("中午|晌午(?![错歪过])|正午|当午", Part.NOON),
    ("下午|午后|后晌|后半晌|晌午[错歪过]", Part.AFTERNOON),
    ("傍晚|黄昏|擦黑", Part.DUSK),
    ("半夜|夜里|深夜|午夜|夜间|后半夜", Part.NIGHT),
    ("晚上|晚间|夜晚|晚(?![饭餐点]|一点)", Part.EVENING),
)
_PART = re.compile("|".join(f"(?P<{part.value}>{words})" for words, part in _PART_WORDS))
_N = NUMERAL
_SHORT_OF = f"{_N}分钟?|[一三]刻钟?|{_N}"
_TWO_DIGITS = "[一二三四五]?十[一二三四五六七八九]?|\\d{2}"
_CLOCK = re.compile(
    f"差(?P<to>{_SHORT_OF})到?(?P<hour_a>{_N})[点时]"
    # 早一点 is "a little earlier", no hour.
    f"|(?:(?<![早晚慢快大小有差])(?=一点)|(?!一点))(?P<hour_b>{_N})(?:点钟?|时(?!候|间))"
    f"(?:差(?P<short>{_SHORT_OF})|(?P<half>半)|过?(?P<quarter>[一三])刻钟?|整"
    f"|[过零〇](?P<past_a>{_N})分?|(?P<past_b>{_N})分(?!钟?[以之]?后)|(?P<past_c>{_TWO_DIGITS})(?![十天个片颗粒滴袋包次]))?"
    "|(?<!\\d)(?P<hour_c>\\d{1,2}):(?P<minute_c>\\d{2})(?!\\d)"
)
_RANGE_OF_HOURS = re.compile(f"{_N}点(?:半|钟)?(?:到|至){_N}点")
_PARTS_ONLY = re.compile("早中晚|早午晚|早晚")
_TIMES_A_DAY = re.compile("[一每][天日] ?(?:吃|服|用)?(?P<count>[一两二三四\\d])(?:次|顿|回|遍)")
# A part of the day by a word that says more than its half: the hour is meant with nothing else said.
_SAID_MORE_CLOSELY = (
    (re.compile("一早|清早|大早|清晨|早起|拂晓"), None),  # when she gets up
    (re.compile("上午|头晌|前晌"), 9 * 60),
    (re.compile("后半晌"), 16 * 60),
    (re.compile("晌午[错歪过]|午后"), 13 * 60),
)
_PART_DEFAULTS = {
    Part.MORNING: PART_MINUTES["早"],
    Part.NOON: PART_MINUTES["中"],
    Part.AFTERNOON: 15 * 60,
    Part.DUSK: 18 * 60,
    Part.EVENING: PART_MINUTES["晚"],
}


def read_times(text: str, meal_times: Mapping[str, str], at_night: bool = False) -> tuple[ClockTime, ...]:
    """Every time of day a phrase names, in the order said; empty when there is none or one is impossible. Said
    `at_night`, a bare one to four or twelve may be of the night too."""
    if _RANGE_OF_HOURS.search(text):
        return ()
    minutes, rest = read_meals(text, meal_times)
    meals = tuple(ClockTime(value) for value in minutes)
    clocks = _read_clocks(rest, at_night)
    if clocks is None:
        return ()
    if meals or clocks:
        return _as_often_as_said(text, meals + clocks)
    return _read_parts(text, meal_times)


def _as_often_as_said(text: str, times: tuple[ClockTime, ...]) -> tuple[ClockTime, ...]:
    """一天两次 after meals leaves out lunch; any other count that differs from the times named is not understood."""
    counted = _TIMES_A_DAY.search(text)
    count = read_number(counted["count"]) if counted else None
    if not times or count is None or count == len(times):
        return times
    return (times[0], times[2]) if (count, len(times)) == (2, 3) else ()


def _read_clocks(text: str, at_night: bool) -> tuple[ClockTime, ...] | None:
    """The clock times; None when one is impossible (二十五点, 早上二十点)."""
    times: list[ClockTime] = []
    for match in _CLOCK.finditer(text):
        hour, minute = _hour_and_minute(match)
        if hour is None or minute is None or not 0 <= hour <= 24 or not -59 <= minute <= 59:
            return None
        for part in _parts_for(match, text):
            on_24_hours = part is None and (match["hour_c"] or "").startswith("0")
            time = _at(hour, minute) if on_24_hours else _in_part(hour, minute, part, at_night)
            if time is None:
                return None
            times.append(time)
    return tuple(times)


def _hour_and_minute(match: re.Match[str]) -> tuple[int | None, int | None]:
    hour = read_number(match["hour_a"] or match["hour_b"] or match["hour_c"])
    short = match["to"] or match["short"]
    if short:
        less = _minutes_short(short)
        return hour, None if less is None else -less
    if match["half"]:
        return hour, 30
    if match["quarter"]:
        return hour, 45 if match["quarter"] == "三" else 15
    return hour, read_number(match["minute_c"] or match["past_a"] or match["past_b"] or match["past_c"] or "零")


def _minutes_short(text: str) -> int | None:
    if "刻" in text:
        return 45 if text.startswith("三") else 15
    return read_number(text.rstrip("分钟"))


def _parts_for(clock: re.Match[str], text: str) -> tuple[Part | None, ...]:
    """The part of day before the clock (both of 早晚八点), else one said after the last clock, else none."""
    before = text[: clock.start()]
    if before.rstrip(" 的都各").endswith(("早晚", "早上晚上", "早上和晚上", "早和晚")):
        return (Part.MORNING, Part.EVENING)
    found = [Part(match.lastgroup) for match in _PART.finditer(before) if match.lastgroup]
    if found:
        return (found[-1],)
    after = _PART.search(text, clock.end())
    if after is not None and after.lastgroup and _CLOCK.search(text, after.end()) is None:
        return (Part(after.lastgroup),)
    return (None,)


def _in_part(hour: int, minute: int, part: Part | None, at_night: bool) -> ClockTime | None:
    if hour > 12 or hour == 0:
        wrong_half = part in (Part.SMALL_HOURS, Part.MORNING) and hour not in (0, 24)
        return None if wrong_half else _at(hour % 24 if part is None else hour, minute)
    if part is None:
        return _bare(hour, minute, at_night)
    return _at(_HOUR_IN[part](hour), minute)


_HOUR_IN = {
    Part.SMALL_HOURS: lambda hour: hour % 12,
    Part.MORNING: lambda hour: hour,
    Part.NOON: lambda hour: hour if hour >= 10 else hour + 12,
    Part.AFTERNOON: lambda hour: hour % 12 + 12,
    Part.DUSK: lambda hour: hour % 12 + 12,
    Part.EVENING: lambda hour: hour + 12 if 5 <= hour <= 12 else hour + 24,
    Part.NIGHT: lambda hour: hour + 12 if 8 <= hour <= 12 else hour,
}


def _bare(hour: int, minute: int, at_night: bool) -> ClockTime:
    """Twelve is noon and one to four are in the afternoon, but not when it is night; five to eleven may be either half
    of the day."""
    if hour == 12:
        return ClockTime(_at(24, minute).minutes, _at(12, minute).minutes) if at_night else _at(12, minute)
    if hour <= 4 and not at_night:
        return _at(hour + 12, minute)
    return ClockTime(_at(hour, minute).minutes, _at(hour + 12, minute).minutes)


def _at(hour: int, minute: int) -> ClockTime:
    return ClockTime(hour * 60 + minute)


def _read_parts(text: str, meal_times: Mapping[str, str]) -> tuple[ClockTime, ...]:
    """早晚, 早中晚, 一天三次, or a part of the day alone, at its usual hour."""
    together = _PARTS_ONLY.search(text)
    if together is not None:
        return tuple(ClockTime(PART_MINUTES["中" if char == "午" else char]) for char in together[0])
    closely = [_usual(minutes, meal_times) for pattern, minutes in _SAID_MORE_CLOSELY if pattern.search(text)]
    if len(closely) == 1 and len(_PART.findall(text)) == 1:
        return (ClockTime(closely[0]),)
    parts = dict.fromkeys(Part(match.lastgroup) for match in _PART.finditer(text) if match.lastgroup)
    times = tuple(ClockTime(_PART_DEFAULTS[part]) for part in parts if part in _PART_DEFAULTS)
    if times:
        return times
    counted = _TIMES_A_DAY.search(text)
    count = read_number(counted["count"]) if counted else None
    if count == 4 and len(meal_times) >= 4:  # as doctors mean it: at the meals and before bed
        return tuple(sorted((ClockTime(clock_minutes(meal)) for meal in meal_times.values()), key=_minutes))
    return tuple(ClockTime(PART_MINUTES[char]) for char in {2: "早晚", 3: "早中晚"}.get(count or 0, ""))


def _usual(minutes: int | None, meal_times: Mapping[str, str]) -> int:
    if minutes is not None:
        return minutes
    breakfast = meal_times.get("breakfast")
    return (clock_minutes(breakfast) - MEAL_OFFSET_MINUTES) % DAY_MINUTES if breakfast else PART_MINUTES["早"]


def _minutes(time: ClockTime) -> int:
    return time.minutes
