"""Times of day that a spoken phrase names by a meal, by bed or by getting up, and spoken durations. Pure; Mandarin."""

from __future__ import annotations

import re
from collections.abc import Mapping

from skills.numerals import NUMERAL, read_number

DAY_MINUTES = 24 * 60
# "Before" and "after" a meal without a number; package leaflets mean about half an hour.
MEAL_OFFSET_MINUTES = 30

_MEAL_WORDS = {
    "breakfast": "早饭|早餐",
    "lunch": "午饭|午餐|中饭|中餐|晌午饭|晌饭",
    "supper": "晚饭|晚餐|夜饭",
    "all": "每顿饭|三顿饭|三餐|顿饭|吃饭|用餐|饭|餐",
}
_MEALS = ("breakfast", "lunch", "supper")
_NUMBER_OF_MINUTES = (
    f"(?:(?P<hours>{NUMERAL})个?(?P<and_half>半)?(?:小时|钟头)(?P<half_more>半)?(?:(?P<more>{NUMERAL})分钟?)?"
    f"|(?P<half_hour>半个?)(?:小时|钟头)|(?P<minutes>{NUMERAL})分钟?|(?P<quarters>[一三])刻钟)"
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
_WHAT_FOR = re.compile("(?:提醒|叫|喊|让|催)(?:我|俺|咱)?(?:们)?(?:去|要|该|起来)?[吃做买]$")
_FIXED_POINTS = (
    (re.compile(f"(?:临睡|睡觉|入睡|上床|睡)之?以?前(?:{_NUMBER_OF_MINUTES})?"), "bedtime", 0),
    (re.compile("睡觉的?时候?|临睡"), "bedtime", 0),
    (re.compile("起床(?:以?之?后|的?时候?)|空腹|醒来"), "breakfast", -MEAL_OFFSET_MINUTES),
)


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


def clock_minutes(time: str) -> int:
    """Minutes after midnight of "HH:MM", or of "HH:MM:SS" without its seconds."""
    hour, minute = time.split(":")[:2]
    return int(hour) * 60 + int(minute)


def clock_of(minutes: int) -> str:
    """Minutes after midnight as "HH:MM"."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def read_meals(text: str, meal_times: Mapping[str, str]) -> tuple[tuple[int, ...], str]:
    """Minutes after midnight of every meal named, and the phrase without them."""
    times: list[int] = []
    for pattern, key, offset in _FIXED_POINTS:
        match = pattern.search(text)
        if match is not None and key in meal_times:
            before = minutes_of(match) if "hours" in match.groupdict() else None
            times.append((clock_minutes(meal_times[key]) + offset - (before or 0)) % DAY_MINUTES)
            text = _blank(text, match)
    while (match := _MEAL.search(text)) is not None:
        if _is_point_in_time(match, text):
            offset = _meal_offset(match)
            for meal in _meals_in(match["meals"]):
                if meal in meal_times:
                    times.append((clock_minutes(meal_times[meal]) + offset) % DAY_MINUTES)
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
    """A meal that is only mentioned (提醒我做饭, 提醒我吃早饭) is no time."""
    named = match["meals"] not in ("饭", "餐", "吃饭", "用餐")
    placed = match["side"] or match["during"] or match["later"] or match["done"]
    return bool(placed or (named and not _WHAT_FOR.search(text[: match.start()])))


def _meal_offset(match: re.Match[str]) -> int:
    side = (match["side"] or match["later"] or ("后" if match["done"] else ""))[-1:]
    if not side:
        return 0
    minutes = minutes_of(match)
    return (-1 if side == "前" else 1) * (MEAL_OFFSET_MINUTES if minutes is None else minutes)


def _blank(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
