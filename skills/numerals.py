"""Chinese numerals below ten thousand: read from text, and put into words."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
NUMERAL = r"[零〇一二两俩三四五六七八九十百千\d]+"

_VALUES = {**{char: value for value, char in enumerate(DIGITS)}, "〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def read_number(text: str) -> int | None:
    """The number of a numeral of at most eight characters (八, 二十五, 一百零五, 30, 三零); None when it is none."""
    if not text or len(text) > 8:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not any(char in _UNITS for char in text):
        return _read_digit_by_digit(text)
    return _read_with_units(text)


def _read_digit_by_digit(text: str) -> int | None:
    value = 0
    for char in text:
        digit = _VALUES.get(char, int(char) if char.isascii() and char.isdigit() else None)
        if digit is None:
            return None
        value = value * 10 + digit
    return value


def _read_with_units(text: str) -> int | None:
    total, digit, last_unit = 0, None, 10_000
    for char in text:
        if char in _UNITS:
            unit = _UNITS[char]
            if unit >= last_unit or (digit is None and (unit != 10 or total)):
                return None
            total, digit, last_unit = total + (1 if digit is None else digit) * unit, None, unit
        elif char in _VALUES:
            if digit:
                return None
            digit = _VALUES[char]
        else:
            return None
    return total + (digit or 0)


def say_number(number: int) -> str:
    """A whole number from -9999 to 9999 in Chinese words: 零, 八, 十二, 二十, 一百零五, 零下三."""
    if number < 0:
        return "零下" + say_number(-number)
    if number < 10:
        return DIGITS[number]
    words, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


def say_count(number: int) -> str:
    """A number before a measure word: 两 stands for 二."""
    return "两" if number == 2 else say_number(number)
