"""How times, dates, degrees, shares, pressures and telephone numbers are said in Mandarin. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.voice.numerals import LONGEST_NUMBER, counted, decimal, digit_by_digit, whole_number
from assistant.voice.readings import readings

Match = re.Match[str]
Rule = tuple[re.Pattern[str], Callable[[Match], str]]

_NUMBER = r"\d+(?:\.\d+)?"
_DASH = r"\s?[-~–—]\s?"
_NUMERAL = "零一二三四五六七八九十百千万亿两"


def rules() -> tuple[Rule, ...]:
    """Patterns and what is said instead, in the order in which they are applied."""
    return (
        *_TELEPHONES,
        (re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"), _date),
        (re.compile(r"(?<!\d)(?:1[89]|2[01])\d\d(?=年)"), lambda match: digit_by_digit(match.group())),
        (re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?![\d:])"), _clock),
        (
            re.compile(rf"(?<![\dA-Za-z])(-?{_NUMBER})(?:(?:°C?)?\s?[-~–—至到]\s?(-?{_NUMBER}))?\s?(°[CF]?|度)"),
            _degrees,
        ),
        (re.compile(rf"(-?)(?<!\d)({_NUMBER})%?(?:{_DASH}({_NUMBER}))?\s?([%‰])"), _share),
        (re.compile(r"(?<![\d/])1/2(?=[片粒颗个杯碗勺袋瓶天年])"), lambda _: "半"),
        (re.compile(r"(?<![\d/])(\d{1,3})/(\d{1,3})(?![\d/.])(\s?(?:(?i:mmhg)|毫米汞柱))?"), _two_numbers),
        (re.compile(rf"(?<=\d):(?={_NUMBER})"), lambda _: "比"),
        (readings().measured, _measured),
        (re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}"), _dotted),
        (readings().counted, _counted),
        (re.compile(rf"(?<=\d){_DASH}(?=\d)"), lambda _: "到"),
        (re.compile(r"(?<![\dA-Za-z])-(?=\d)"), lambda _: "负"),
        (re.compile(_NUMBER), _bare),
        (re.compile(rf"(?<=[{_NUMERAL}点半分度天月日号年元次]){_DASH}(?=[{_NUMERAL}负])"), lambda _: "到"),
        (re.compile(r"[A-Za-z]+"), _word),
    )


def _telephone(match: Match) -> str:
    digits = re.sub(r"\D", "", match.group())
    if digits.startswith("86") and len(digits) > 11:
        digits = digits[2:]
    head = 3 if digits.startswith(("1", "4", "8", "010", "02")) else 4
    groups = [digits[:head], digits[head : head + 4], digits[head + 4 :]]
    return "，".join(digit_by_digit(group, one_as_yao=True) for group in groups if group)


def _short_number(match: Match) -> str:
    return digit_by_digit(match.group(), one_as_yao=True)


_TELEPHONES: tuple[Rule, ...] = (
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), _telephone),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)"), _telephone),
    (re.compile(r"(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)"), _telephone),
    (
        re.compile(
            r"(?:(?<=打)|(?<=拨)|(?<=叫)|(?<=电话)|(?<=电话是)|(?<=热线)|(?<=号码是))\d{3,6}(?![\d.:/%分元次个块天度小公年])"
        ),
        _short_number,
    ),
    (re.compile(r"(?<!\d)(?:110|119|120|122)(?=急救|报警|火警|救护)"), _short_number),
)


def _date(match: Match) -> str:
    year, month, day = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return "，".join(digit_by_digit(part) for part in match.groups())
    return f"{digit_by_digit(year)}年{whole_number(month)}月{whole_number(day)}日"


def _clock(match: Match) -> str:
    hour, minute, second = match.group(1), int(match.group(2)), match.group(3)
    said = counted(hour) + "点"
    if second is not None:
        return f"{said}{_sixtieth(minute)}分{_sixtieth(int(second))}秒"
    if minute == 30:
        return said + "半"
    return said + (_sixtieth(minute) + "分" if minute else "")


def _sixtieth(value: int) -> str:
    return ("零" if 0 < value < 10 else "") + whole_number(str(value))


def _degrees(match: Match) -> str:
    low, high, unit = match.groups()
    first = _below_zero(low, unit)
    if not high:
        return f"{first}度"
    return f"{first}{'度' if low.startswith('-') else ''}到{_below_zero(high, unit)}度"


def _below_zero(number: str, unit: str) -> str:
    scale = "华氏" if unit.endswith("F") else ""
    return scale + ("零下" + decimal(number[1:]) if number.startswith("-") else decimal(number))


def _share(match: Match) -> str:
    sign, low, high, mark = match.groups()
    base = "百" if mark == "%" else "千"
    return f"{'负' if sign else ''}{base}分之{decimal(low)}{f'到{decimal(high)}' if high else ''}"


def _two_numbers(match: Match) -> str:
    """120/80 is a blood pressure, 1/2 a fraction, anything else two numbers."""
    first, second, unit = int(match.group(1)), int(match.group(2)), match.group(3)
    said = f"{whole_number(str(first))}，{whole_number(str(second))}"
    if first > second >= 30:
        said = f"高压{whole_number(str(first))}，低压{whole_number(str(second))}"
    elif 0 < first < second and not unit:
        said = "一半" if (first, second) == (1, 2) else f"{whole_number(str(second))}分之{whole_number(str(first))}"
    return said + ("毫米汞柱" if unit else "")


def _measured(match: Match) -> str:
    reading = readings().units[match["unit"].lower()]
    say = decimal if "{n}" in reading else counted
    number = say(match["first"]) + (f"到{say(match['last'])}" if match["last"] else "")
    return reading.format(n=number) if "{n}" in reading else number + reading


def _counted(match: Match) -> str:
    """A number before a measure word; an ordinal keeps 二, and 05 keeps its zero."""
    ordinal, first, last, measure = match.groups()
    if first.startswith("0") and not first.startswith("0."):
        return match.group()
    say = decimal if ordinal else counted
    return f"{ordinal or ''}{say(first)}{f'到{say(last)}' if last else ''}{measure}"


def _dotted(match: Match) -> str:
    return "点".join(digit_by_digit(part) for part in match.group().split("."))


def _bare(match: Match) -> str:
    digits = match.group()
    whole = digits.partition(".")[0]
    if len(whole) > LONGEST_NUMBER or (len(whole) > 1 and whole.startswith("0")):
        return _dotted(match)
    return decimal(digits)


def _word(match: Match) -> str:
    tables, word = readings(), match.group().lower()
    known = tables.words.get(word) or (tables.units.get(word) if len(word) > 1 else None)
    if known and "{n}" not in known:
        return known
    return "".join(tables.letters[letter] for letter in word)
