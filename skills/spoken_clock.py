"""Which times of day a spoken phrase means: clock times, meals, parts of the day. Pure; Mandarin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from skills.numerals import NUMERAL, read_number

DAY_MINUTES = 24 * 60
# What 早, 中 and 晚 mean when no hour is said: twelve hours apart, as medicine taken twice a day should be.
PART_MINUTES = {"早": 8 * 60, "中": 12 * 60, "晚": 20 * 60}
# "Before" and "after" a meal without a number; package leaflets mean about half an hour.
MEAL_OFFSET_MINUTES = 30


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
    """Minutes after midnight; from DAY_MINUTES on in the next day. `other` is the second reading of a bare hour."""

    minutes: int
    other: int | None = None


_PART_WORDS: tuple[tuple[str, Part], ...] = (
    ("凌晨|拂晓|天亮前", Part.SMALL_HOURS),
    ("清晨|早晨|早上|清早|大早|一早|早起|早间|上午|头晌|前晌|早(?![饭餐点就已日]|一点)", Part.MORNING),
    ("中午|晌午|正午|当午", Part.NOON),
    ("下午|午后|后晌", Part.AFTERNOON),
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
_MEAL_WORDS = {
    "breakfast": "早饭|早餐",
    "lunch": "午饭|午餐|中饭|中餐|晌午饭|晌饭",
    "supper": "晚饭|晚餐|夜饭",
    "all": "每顿饭|三顿饭|三餐|顿饭|吃饭|用餐|饭|餐",
}
_MEALS = ("breakfast", "lunch", "supper")
_NUMBER_OF_MINUTES = (
    f"(?:(?P<hours>{_N})个?(?P<and_half>半)?(?:小时|钟头)(?P<half_more>半)?(?:(?P<more>{_N})分钟?)?"
    f"|(?P<half_hour>半个?)(?:小时|钟头)|(?P<minutes>{_N})分钟?|(?P<quarters>[一三])刻钟)"
)
DURATION = re.compile(_NUMBER_OF_MINUTES)
_ONE_MEAL = re.compile(
    "(?P<several>[早中午晚]{2,3}[饭餐])|" + "|".join(f"(?P<{meal}>{words})" for meal, words in _MEAL_WORDS.items())
)
_ANY_MEAL = "(?:[早中午晚]{2,3}[饭餐]|" + "|".join(_MEAL_WORDS.values()) + ")"
_MEAL = re.compile(
    f"(?P<done>吃[完过了])?(?P<meals>{_ANY_MEAL}(?:[和跟与]?{_ANY_MEAL})*)"
    f"(?:(?P<side>以?之?[前后])|(?P<during>的?时候?|同时))?(?:过?{_NUMBER_OF_MINUTES})?(?P<later>[以之]?[前后])?"
)
_FIXED_POINTS = (
    (re.compile(f"(?:临睡|睡觉|入睡|上床|睡)之?以?前(?:{_NUMBER_OF_MINUTES})?"), "bedtime", 0),
    (re.compile("睡觉的?时候?|临睡"), "bedtime", 0),
    (re.compile("起床(?:以?之?后|的?时候?)|空腹|醒来"), "breakfast", -MEAL_OFFSET_MINUTES),
)
_PARTS_ONLY = re.compile("早中晚|早午晚|早晚")
_TIMES_A_DAY = re.compile("[一每][天日] ?(?:吃|服|用)?(?P<count>[一两二三四\\d])(?:次|顿|回|遍)")
_PART_DEFAULTS = {
    Part.MORNING: PART_MINUTES["早"],
    Part.NOON: PART_MINUTES["中"],
    Part.AFTERNOON: 15 * 60,
    Part.DUSK: 18 * 60,
    Part.EVENING: PART_MINUTES["晚"],
}


def minutes_of(match: re.Match[str]) -> int | None:
    """The minutes a DURATION match names; None when none or nonsense."""
    if match["half_hour"]:
        return 30
    if match["quarters"]:
        return 45 if match["quarters"] == "三" else 15
    if match["minutes"]:
        return read_number(match["minutes"])
    if not match["hours"]:
        return None
    hours, more = read_number(match["hours"]), read_number(match["more"] or "零")
    if hours is None or more is None:
        return None
    return hours * 60 + (30 if match["and_half"] or match["half_more"] else 0) + more


def read_times(text: str, meal_times: Mapping[str, str]) -> tuple[ClockTime, ...]:
    """Every time of day a phrase names, in the order said; empty when there is none or one is impossible."""
    if _RANGE_OF_HOURS.search(text):
        return ()
    meals, rest = _read_meals(text, meal_times)
    clocks = _read_clocks(rest)
    if clocks is None:
        return ()
    if meals or clocks:
        return _as_often_as_said(text, meals + clocks)
    return _read_parts(text)


def _as_often_as_said(text: str, times: tuple[ClockTime, ...]) -> tuple[ClockTime, ...]:
    """一天两次 after meals leaves out lunch; any other count that differs from the times named is not understood."""
    counted = _TIMES_A_DAY.search(text)
    count = read_number(counted["count"]) if counted else None
    if not times or count is None or count == len(times):
        return times
    return (times[0], times[2]) if (count, len(times)) == (2, 3) else ()


def _read_meals(text: str, meal_times: Mapping[str, str]) -> tuple[tuple[ClockTime, ...], str]:
    times: list[ClockTime] = []
    for pattern, key, offset in _FIXED_POINTS:
        match = pattern.search(text)
        if match is not None and key in meal_times:
            before = minutes_of(match) if "hours" in match.groupdict() else None
            times.append(ClockTime((clock_minutes(meal_times[key]) + offset - (before or 0)) % DAY_MINUTES))
            text = _blank(text, match)
    while (match := _MEAL.search(text)) is not None:
        if _is_point_in_time(match, text):
            offset = _meal_offset(match)
            for meal in _meals_in(match["meals"]):
                if meal in meal_times:
                    times.append(ClockTime((clock_minutes(meal_times[meal]) + offset) % DAY_MINUTES))
        text = _blank(text, match)
    return tuple(times), text


def _meals_in(words: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in _ONE_MEAL.finditer(words):
        if match["several"]:
            found += [_MEALS["早中晚".index("中" if char == "午" else char)] for char in match["several"][:-1]]
        elif match["all"]:
            found += _MEALS
        else:
            found.append(match.lastgroup or "")
    return tuple(dict.fromkeys(found))


def _is_point_in_time(match: re.Match[str], text: str) -> bool:
    """A meal that is only mentioned (提醒我做饭) is no time."""
    named = match["meals"] not in ("饭", "餐", "吃饭", "用餐")
    return bool(named or match["side"] or match["during"] or match["later"] or match["done"])


def _meal_offset(match: re.Match[str]) -> int:
    side = (match["side"] or match["later"] or ("后" if match["done"] else ""))[-1:]
    if not side:
        return 0
    minutes = minutes_of(match)
    return (-1 if side == "前" else 1) * (MEAL_OFFSET_MINUTES if minutes is None else minutes)


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def _read_clocks(text: str) -> tuple[ClockTime, ...] | None:
    """The clock times; None when one is impossible (二十五点, 早上二十点)."""
    times: list[ClockTime] = []
    for match in _CLOCK.finditer(text):
        hour, minute = _hour_and_minute(match)
        if hour is None or minute is None or not 0 <= hour <= 24 or not -59 <= minute <= 59:
            return None
        for part in _parts_for(match, text):
            on_24_hours = part is None and (match["hour_c"] or "").startswith("0")
            time = _at(hour, minute) if on_24_hours else _in_part(hour, minute, part)
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


def _in_part(hour: int, minute: int, part: Part | None) -> ClockTime | None:
    if hour > 12 or hour == 0:
        wrong_half = part in (Part.SMALL_HOURS, Part.MORNING) and hour not in (0, 24)
        return None if wrong_half else _at(hour % 24 if part is None else hour, minute)
    if part is None:
        return _bare(hour, minute)
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


def _bare(hour: int, minute: int) -> ClockTime:
    """Twelve is noon and one to four are in the afternoon; five to eleven may be either half of the day."""
    if hour == 12:
        return _at(12, minute)
    if hour <= 4:
        return _at(hour + 12, minute)
    return ClockTime(_at(hour, minute).minutes, _at(hour + 12, minute).minutes)


def _at(hour: int, minute: int) -> ClockTime:
    return ClockTime(hour * 60 + minute)


def _read_parts(text: str) -> tuple[ClockTime, ...]:
    """早晚, 早中晚, 一天三次, or a part of the day alone, at its usual hour."""
    together = _PARTS_ONLY.search(text)
    if together is not None:
        return tuple(ClockTime(PART_MINUTES["中" if char == "午" else char]) for char in together[0])
    parts = dict.fromkeys(Part(match.lastgroup) for match in _PART.finditer(text) if match.lastgroup)
    times = tuple(ClockTime(_PART_DEFAULTS[part]) for part in parts if part in _PART_DEFAULTS)
    if times:
        return times
    counted = _TIMES_A_DAY.search(text)
    usual = {2: "早晚", 3: "早中晚"}.get(read_number(counted["count"]) or 0, "") if counted else ""
    return tuple(ClockTime(PART_MINUTES[char]) for char in usual)


def clock_minutes(time: str) -> int:
    """Minutes after midnight of "HH:MM"."""
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)
