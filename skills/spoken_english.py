"""Basic English time phrases, put into the Mandarin that the one grammar reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_NUMBERS = {word: value for value, word in enumerate(_SMALL)} | {"a": 1, "an": 1} | _TENS
_N = (
    r"(?:\d{1,3}|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + r")(?:[ -](?:one|two|three|four|five|six|seven|eight|nine)\b)?"
)
_DAYS = {
    "monday": "一",
    "tuesday": "二",
    "wednesday": "三",
    "thursday": "四",
    "friday": "五",
    "saturday": "六",
    "sunday": "日",
}
_DAY = "|".join(_DAYS)
_PART = {
    "morning": "早上", "noon": "中午", "midday": "中午", "afternoon": "下午", "evening": "晚上", "night": "晚上",
    "am": "早上", "pm": "晚上",
}  # fmt: skip
_MEALS = {
    "breakfast": "早饭",
    "lunch": "午饭",
    "dinner": "晚饭",
    "supper": "晚饭",
    "meals": "三餐",
    "every meal": "三餐",
    "each meal": "三餐",
}
_MEAL = "|".join(sorted(_MEALS, key=len, reverse=True))


_HALF = r"(?:in the |at )?(?P<part>morning|afternoon|evening|night|[ap]\.?m\b\.?)"
_MINUTE = r"(?:[: ](?P<minute>\d{2}|fifteen|thirty|forty[ -]five))?"


def _number(word: str) -> int:
    parts = re.split(r"[ -]", word)
    return sum(int(part) if part.isdigit() else _NUMBERS.get(part, 0) for part in parts)


def _clock(match: re.Match[str]) -> str:
    """An hour with its half of the day; a pm hour of one to four is an afternoon one."""
    hour, minute = _number(match["hour"]), _number(match["minute"] or "0")
    part = _PART.get((match["part"] or "").replace(".", "").strip(), "")
    if part == "晚上" and match["part"].replace(".", "") == "pm":
        part = "下午" if hour != 12 else "中午"
    if part == "早上" and hour == 12:
        part = "凌晨"
    return f" {part}{hour}点{f'{minute:02d}分' if minute else ''} "


def _days_of(match: re.Match[str]) -> str:
    days = "".join(_DAYS[name] for name in re.findall(_DAY, match[0]))
    repeated = match["every"] or match[0].rstrip().endswith("s") or len(days) > 1
    return f"{'每' if repeated else ''}周{days} "


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(?:every other day|every second day)\b"), lambda match: "隔天 "),
    (re.compile(rf"\bevery (?P<n>{_N}) days\b"), lambda match: f"每{_number(match['n'])}天 "),
    (re.compile(r"\b(?:every|each) (?:morning)\b"), lambda match: "每天早上 "),
    (re.compile(r"\b(?:every|each) (?:evening|night)\b"), lambda match: "每天晚上 "),
    (re.compile(r"\b(?:every weekday|weekdays|on weekdays)\b"), lambda match: "工作日 "),
    (re.compile(r"\b(?:every weekend|weekends|on weekends)\b"), lambda match: "每周末 "),
    (re.compile(r"\b(?:every day|each day|everyday|daily)\b"), lambda match: "每天 "),
    (re.compile(rf"\b(?P<every>every |each )?(?:on )?(?:{_DAY})s?(?:(?: and |, and |, | )(?:{_DAY})s?)*\b"), _days_of),
    (re.compile(r"\bday after tomorrow\b"), lambda match: "后天 "),
    (re.compile(r"\btomorrow\b"), lambda match: "明天 "),
    (re.compile(r"\btonight\b"), lambda match: "今天晚上 "),
    (re.compile(r"\btoday\b"), lambda match: "今天 "),
    (re.compile(r"\b(?:in|after) half an hour\b"), lambda match: "过半小时 "),
    (re.compile(r"\b(?:in|after) an hour and a half\b"), lambda match: "过一个半小时 "),
    (re.compile(rf"\b(?:in|after) (?P<n>{_N}) (?P<unit>minutes?|hours?)\b"),
     lambda match: f"过{_number(match['n'])}{'小时' if match['unit'].startswith('h') else '分钟'} "),
    (re.compile(rf"\bhalf an hour (?P<side>before|after) (?P<meal>{_MEAL})\b"),
     lambda match: f"{_MEALS[match['meal']]}{'前' if match['side'] == 'before' else '后'}半小时 "),
    (re.compile(rf"\b(?P<n>{_N}) minutes (?P<side>before|after) (?P<meal>{_MEAL})\b"),
     lambda match: f"{_MEALS[match['meal']]}{'前' if match['side'] == 'before' else '后'}{_number(match['n'])}分钟 "),
    (re.compile(rf"\b(?P<side>before|after|with|at) (?P<meal>{_MEAL})\b"),
     lambda match: _MEALS[match["meal"]] + {"before": "前 ", "after": "后 "}.get(match["side"], "时 ")),
    (re.compile(r"\b(?:before bed|at bedtime|before going to bed|before sleep)\b"), lambda match: "睡觉前 "),
    (re.compile(r"\b(?:at )?noon\b|\bmidday\b"), lambda match: "中午12点 "),
    (re.compile(r"\b(?:at )?midnight\b"), lambda match: "晚上12点 "),
    (re.compile(rf"\bhalf past (?P<hour>{_N})(?P<minute>)(?: {_HALF})?"),
     lambda match: _clock(match).rstrip() + "半 "),
    (re.compile(rf"\b(?:a )?quarter past (?P<hour>{_N})(?P<minute>)(?: {_HALF})?"),
     lambda match: _clock(match).rstrip() + "15分 "),
    (re.compile(rf"(?:\bat )?\b(?P<hour>{_N}){_MINUTE}(?: ?o'?clock)? ?"
                rf"{_HALF}"), _clock),
    (re.compile(rf"\bat (?P<hour>{_N}){_MINUTE}(?: ?o'?clock)?(?P<part>)(?![\w:])"), _clock),
    (re.compile(r"\bmorning\b"), lambda match: "早上 "),
    (re.compile(r"\b(?:evening|night)\b"), lambda match: "晚上 "),
)  # fmt: skip


def to_mandarin(text: str) -> str:
    """`text` (lower case) with its English time words in Mandarin; text without Latin letters comes back as it is."""
    if not re.search("[a-z]", text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
