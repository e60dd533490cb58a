"""The grammar of spoken times over the table of northern_times."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.ports import Recurrence
from skills.recurrence import next_occurrence, occurrences
from skills.spoken_time import read_time
from skills.time_answers import complete, settle
from skills.time_reading import AlreadyPast, Ambiguous, TimeReading, Unclear, Understood
from tests.skills.northern_times import MORNING, NIGHT, PHRASES

ZONE = ZoneInfo("Asia/Shanghai")
MEALS = {"breakfast": "06:30", "lunch": "11:30", "supper": "17:30", "bedtime": "20:30"}


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def short(day: date) -> str:
    return day.isoformat().removeprefix("2026-")


def rhythm(recurrence: Recurrence) -> str:
    if recurrence.on is not None:
        return short(recurrence.on)
    if recurrence.month_days:
        return ("l" if recurrence.lunar else "m") + ",".join(map(str, recurrence.month_days))
    if recurrence.weekdays:
        return "w" + "".join(str(day + 1) for day in recurrence.weekdays)
    if recurrence.every_days > 1 and recurrence.start is not None:
        return f"{recurrence.every_days}d@{short(recurrence.start)}"
    return "daily" if recurrence.start is None else f"daily from {short(recurrence.start)}"


def one(recurrence: Recurrence) -> str:
    return f"{' '.join(recurrence.times)} {rhythm(recurrence)}"


def shown(reading: TimeReading) -> str:
    match reading:
        case Understood(recurrence):
            return one(recurrence)
        case Ambiguous(morning, evening):
            return f"{one(morning)} | {one(evening)}"
        case Unclear(about):
            return f"?{about}"
        case AlreadyPast():
            return "past"
    return "none"


@pytest.mark.parametrize(("now", "phrase", "meant"), PHRASES)
def test_what_was_said_is_what_is_meant(now: str, phrase: str, meant: str) -> None:
    assert shown(read_time(phrase, at(now), MEALS)) == meant


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len(PHRASES) >= 200
    assert len({(now, phrase) for now, phrase, _ in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize(
    ("now", "phrase", "answers", "meant"),
    [
        (MORNING, "过一会儿提醒我", ("半个小时",), "10:30 11-21"),
        (MORNING, "过两三个小时", ("三个小时吧",), "13:00 11-21"),
        (MORNING, "待会儿叫我吃药", ("下午三点",), "15:00 11-21"),
        (MORNING, "每天早上六七点", ("六点半",), "06:30 daily"),
        (MORNING, "每天八点多", ("八点二十", "晚上"), "20:20 daily"),
        (MORNING, "明天提醒我吃药", ("八点", "早上"), "08:00 11-22"),
        (MORNING, "每天鸡叫的时候", ("早上五点",), "05:00 daily"),
        (MORNING, "过几天早上八点", ("后天",), "08:00 11-23"),
        (MORNING, "每周三次早上八点", ("一三五",), "08:00 w135"),
        (MORNING, "每周三次", ("星期二、四、六", "晚上七点"), "19:00 w246"),
        (MORNING, "每隔六小时", ("早上八点",), "02:00 08:00 14:00 20:00 daily"),
        (MORNING, "每隔八小时", ("六点", "早上"), "06:00 14:00 22:00 daily"),
        (MORNING, "八月十五早上八点", ("农历",), "08:00 2027-09-15"),
        (MORNING, "八月十五早上八点", ("阳历的",), "08:00 2027-08-15"),
        (MORNING, "过一会儿", ("不知道",), "?how_long"),
        (MORNING, "每月十五", ("早上八点",), "08:00 m15"),
        (NIGHT, "两点", ("半夜",), "02:00 11-22"),
        (NIGHT, "两点", ("下午",), "14:00 11-22"),
        (NIGHT, "两点", ("第二个",), "14:00 11-22"),
        (NIGHT, "十二点", ("第一个",), "00:00 11-22"),
        (NIGHT, "十二点", ("中午",), "12:00 11-22"),
    ],
)
def test_the_answer_to_what_was_asked_completes_it(now: str, phrase: str, answers: tuple[str, ...], meant: str) -> None:
    for answer in answers:
        if isinstance(read_time(phrase, at(now), MEALS), Ambiguous):
            phrase = settle(phrase, answer) or phrase
        else:
            phrase = complete(phrase, answer, at(now), MEALS)
    assert shown(read_time(phrase, at(now), MEALS)) == meant


WORDS = """每 每天 每月 每隔 隔 天 周 礼拜 星期 下 下下 这 一 二 三 五 八 十 十五 两 半
俩 仨 点 点半 分 刻 差 过 早上 晚上 晌午 后晌 头晌 黑家 傍黑 明儿 后儿 今儿个 大后天 外后天 后
前 以后 开始 饭 早饭 睡觉 午睡 小时 钟头 分钟 一会儿 号 月 月底 初一 初 廿三 农历 公历 腊月 正月
除夕 过年 冬至 立冬 逢 各 次 和 到 从 8 15 31 :30 零 0 鸡叫 新闻联播 吃药 提醒我"""
FRAGMENTS = st.sampled_from(WORDS.split())
MINUTES = st.integers(0, 4 * 365 * 24 * 60)
NOWS = MINUTES.map(lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes))


@given(st.lists(FRAGMENTS, min_size=1, max_size=12).map("".join), NOWS)
def test_nothing_that_is_set_lies_in_the_past(text: str, now: datetime) -> None:
    reading = read_time(text, now, MEALS)
    readings = {
        Understood: lambda: [reading.recurrence] if isinstance(reading, Understood) else [],
        Ambiguous: lambda: [reading.morning, reading.evening] if isinstance(reading, Ambiguous) else [],
    }.get(type(reading), list)()
    for recurrence in readings:
        due = next_occurrence(recurrence, now, ZONE)
        assert due is not None and due > now, (text, now, recurrence)
        if recurrence.on is not None:
            days = occurrences(recurrence, now - timedelta(days=500), now, ZONE)
            assert days == (), (text, now, recurrence)
        assert all(1 <= day <= 31 for day in recurrence.month_days)


@given(st.lists(FRAGMENTS, min_size=1, max_size=8).map("".join), st.text(max_size=20), NOWS)
def test_an_answer_never_makes_it_raise(text: str, answer: str, now: datetime) -> None:
    read_time(complete(text, answer, now, MEALS), now, MEALS)
    settle(text, answer)


@pytest.mark.parametrize(
    "unit",
    [
        "每月",
        "初一",
        "廿三和",
        "两三个小时",
        "过一会儿",
        "八月十五",
        "从下周一开始",
        "一三五",
        "明儿",
        "农历十五",
        "每隔六小时",
    ],
)
def test_two_hundred_characters_of_anything_are_read_at_once(unit: str) -> None:
    text = (unit * 200)[:200]
    began = time.process_time()
    read_time(text, at(MORNING), MEALS)
    complete(text, text, at(MORNING), MEALS)
    assert time.process_time() - began < 5
