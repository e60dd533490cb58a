"""Time, date, weekday, lunar date."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from skills.clock_time import TimeQuestion, lunar_day, solar_term, time_question
from tests.skills.conftest import ZONE, House


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("现在几点了", TimeQuestion.CLOCK),
        ("今天几号", TimeQuestion.DATE),
        ("今天星期几", TimeQuestion.WEEKDAY),
        ("明天礼拜几", TimeQuestion.WEEKDAY),
        ("今天农历几号", TimeQuestion.LUNAR),
        ("今天初几", TimeQuestion.LUNAR),
        ("现在是什么节气", TimeQuestion.SOLAR_TERM),
        ("what time is it", TimeQuestion.CLOCK),
        ("what day is it", TimeQuestion.WEEKDAY),
        ("what is the date", TimeQuestion.DATE),
        ("", TimeQuestion.CLOCK),
    ],
)
def test_the_question(text: str, question: TimeQuestion) -> None:
    assert time_question(text) is question


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 2, 17), "正月初一"),
        (date(2025, 10, 6), "八月十五"),
        (date(2025, 7, 25), "闰六月初一"),
        (date(2027, 2, 5), "腊月廿九"),
        (date(2024, 2, 10), "正月初一"),
    ],
)
def test_lunar_days(day: date, lunar: str) -> None:
    """New Year 2024 and 2026, the Mid-Autumn Festival 2025, the leap month of 2025, New Year's Eve 2027."""
    assert lunar_day(day) == lunar


def test_solar_terms() -> None:
    assert [solar_term(date(2026, *day)) for day in ((11, 21), (11, 22), (12, 22))] == ["立冬", "小雪", "冬至"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("几点了", "现在是上午十点。"),
        ("今天几号", "今天是十一月二十一号，星期六。"),
        ("明天星期几", "明天是星期天。"),
        ("后天几号", "后天是十一月二十三号，星期一。"),
        ("今天农历几号", "今天是农历十月十三。"),
        ("什么节气", "现在是立冬节气。"),
        ("十二月二十五号星期几", "十二月二十五号是星期五。"),
    ],
)
async def test_answers(house: House, text: str, said: str) -> None:
    assert (await house.hear("ask_time", text)).text == said


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 5, "凌晨零点零五分"),
        (7, 30, "早上七点半"),
        (12, 0, "中午十二点"),
        (14, 2, "下午两点零二分"),
        (22, 59, "晚上十点五十九分"),
    ],
)
async def test_clock_words(house: House, hour: int, minute: int, said: str) -> None:
    house.now = datetime(2026, 11, 21, hour, minute, tzinfo=ZONE)
    assert (await house.hear("ask_time", "几点了")).text == f"现在是{said}。"
