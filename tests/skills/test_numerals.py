"""Chinese numerals, read and said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.numerals import read_number, say_count, say_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("八", 8),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("一百零五", 105),
        ("一百二十", 120),
        ("两千", 2000),
        ("30", 30),
        ("三零", 30),
        ("零五", 5),
        ("", None),
        ("十十", None),
        ("百", None),
        ("二三十", None),
        ("八点", None),
        ("１２", 12),
        ("一二三四五六七八九", None),
        ("³", None),
    ],
)
def test_read(text: str, number: int | None) -> None:
    import unicodedata

    normal = unicodedata.normalize("NFKC", text) if text != "³" else text
    assert read_number(normal) == number


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (3000, "三千"),
        (2005, "二千零五"),
        (-3, "零下三"),
    ],
)
def test_say(number: int, words: str) -> None:
    assert say_number(number) == words


def test_two_before_a_measure_word() -> None:
    assert (say_count(2), say_count(12), say_count(22)) == ("两", "十二", "二十二")


@given(st.integers(0, 9999))
def test_what_is_said_is_read_again(number: int) -> None:
    assert read_number(say_number(number)) == number


@given(st.text(max_size=12))
def test_no_text_raises(text: str) -> None:
    read_number(text)
