"""Numbers as Mandarin says them."""

from __future__ import annotations

import pytest

from assistant.voice.numerals import counted, decimal, digit_by_digit, whole_number

WHOLE = {
    "0": "零", "00": "零", "5": "五", "10": "十", "11": "十一", "19": "十九", "20": "二十", "21": "二十一",
    "100": "一百",
    "101": "一百零一", "110": "一百一十", "115": "一百一十五", "120": "一百二十", "1000": "一千", "1001": "一千零一",
    "1010": "一千零一十", "1100": "一千一百", "9999": "九千九百九十九", "10000": "一万", "10005": "一万零五",
    "10500": "一万零五百", "100000": "十万", "120000": "十二万", "100001000": "一亿零一千", "007": "七",
    "1234567890": "十二亿三千四百五十六万七千八百九十", "20000000000000": "二十万亿",
    "12345678901234567": "一二三四五六七八九零一二三四五六七",
}  # fmt: skip


@pytest.mark.parametrize(("digits", "said"), WHOLE.items())
def test_whole_numbers(digits: str, said: str) -> None:
    assert whole_number(digits) == said


def test_decimals_telephone_digits_and_two() -> None:
    assert decimal("36.5") == "三十六点五"
    assert decimal("0.05") == "零点零五"
    assert digit_by_digit("120", one_as_yao=True) == "幺二零"
    assert digit_by_digit("2026") == "二零二六"
    assert [counted(number) for number in ("2", "02", "12", "20", "2.5")] == ["两", "两", "十二", "二十", "二点五"]
