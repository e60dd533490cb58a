"""Numbers as Mandarin says them. Pure."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_SMALL = ("", "十", "百", "千")
_LARGE = ("", "万", "亿", "万亿")
LONGEST_NUMBER = 16  # digits; longer ones are read digit by digit


def digit_by_digit(digits: str, one_as_yao: bool = False) -> str:
    """Each digit by itself. In telephone numbers 1 is 幺, which is not mistaken for 七."""
    said = "".join(DIGITS[int(digit)] for digit in digits)
    return said.replace("一", "幺") if one_as_yao else said


def whole_number(digits: str) -> str:
    """A non-negative whole number: 105 -> 一百零五, 12 -> 十二, 10500 -> 一万零五百."""
    digits = digits.lstrip("0")
    if not digits:
        return "零"
    if len(digits) > LONGEST_NUMBER:
        return digit_by_digit(digits)
    said, zero_due = "", False
    groups = _groups_of_four(digits)
    for index, group in enumerate(groups):
        value = int(group)
        if value == 0:
            zero_due = bool(said)
            continue
        if said and (zero_due or value < 1000):
            said += "零"
        said += _below_ten_thousand(value) + _LARGE[len(groups) - 1 - index]
        zero_due = False
    return said.removeprefix("一") if said.startswith("一十") else said


def decimal(text: str) -> str:
    """A non-negative number that may have decimals: 36.5 -> 三十六点五."""
    whole, _, fraction = text.partition(".")
    return whole_number(whole) + ("点" + digit_by_digit(fraction) if fraction else "")


def counted(text: str) -> str:
    """A number before a measure word, where 2 is 两: 两片, but 十二片 and 二十片."""
    return "两" if text.lstrip("0") == "2" else decimal(text)


def _groups_of_four(digits: str) -> list[str]:
    head = len(digits) % 4
    groups = [digits[:head]] if head else []
    return groups + [digits[start : start + 4] for start in range(head, len(digits), 4)]


def _below_ten_thousand(value: int) -> str:
    said, zero_due = "", False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if digit == 0:
            zero_due = bool(said)
            continue
        said += ("零" if zero_due else "") + DIGITS[digit] + _SMALL[power]
        zero_due = False
    return said
