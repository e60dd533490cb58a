"""Readings in plain words, never a diagnosis."""

from __future__ import annotations

from datetime import timedelta

import pytest

from messages.payloads import Metric
from skills.health import Level, health_question, level_of
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("我心跳怎么样", "heart_rate"),
        ("我的脉搏多少", "heart_rate"),
        ("血压高不高", "systolic"),
        ("血氧多少", "spo2"),
        ("我发烧了吗", "temperature"),
        ("我今天走了多少步", "steps"),
        ("我身体怎么样", "heart_rate systolic spo2 temperature"),
        ("我还好吗", "heart_rate systolic spo2 temperature"),
        ("高血压吃什么好", ""),
        ("糖尿病有什么症状", ""),
        ("感冒了怎么办", ""),
        ("我血压高怎么办", "systolic"),
        ("血压正常值是多少", ""),
        ("how is my heart", "heart_rate"),
        ("what is my blood pressure", "systolic"),
    ],
)
def test_the_question(text: str, metrics: str) -> None:
    assert " ".join(health_question(text).metrics) == metrics


@pytest.mark.parametrize(
    ("metric", "value", "level"),
    [
        (Metric.HEART_RATE, 50, Level.LOW),
        (Metric.HEART_RATE, 51, Level.USUAL),
        (Metric.HEART_RATE, 90, Level.USUAL),
        (Metric.HEART_RATE, 91, Level.HIGH),
        (Metric.SPO2, 94, Level.LOW),
        (Metric.SPO2, 95, Level.USUAL),
        (Metric.SYSTOLIC, 139, Level.USUAL),
        (Metric.SYSTOLIC, 140, Level.HIGH),
        (Metric.DIASTOLIC, 59, Level.LOW),
        (Metric.TEMPERATURE, 37.3, Level.USUAL),
        (Metric.TEMPERATURE, 37.4, Level.HIGH),
        (Metric.STEPS, 0, Level.USUAL),
    ],
)
def test_levels(metric: Metric, value: float, level: Level) -> None:
    assert level_of(metric, value) is level


async def test_a_reading_with_its_age(house: House) -> None:
    assert (await house.hear("ask_health", "我心跳怎么样")).text == "我还没有收到您的心跳。请看看手环戴好了没有。"
    house.vitals.keep("heart_rate", 72.4)
    assert (await house.hear("ask_health", "我心跳怎么样")).text == "十分钟前量的心跳，一分钟七十二下，跟平常人差不多。"
    house.vitals.keep("heart_rate", 110, timedelta(seconds=30))
    assert (
        await house.hear("ask_health", "心跳")
    ).text == "刚才量的心跳，一分钟一百一十下，比平常人高一些。要是不舒服，就叫我。"


async def test_an_old_reading_is_not_judged(house: House) -> None:
    house.vitals.keep("heart_rate", 110, timedelta(days=3))
    assert (await house.hear("ask_health", "心跳")).text == "三天前量的心跳，一分钟一百一十下。"


async def test_blood_pressure_has_two_numbers(house: House) -> None:
    house.vitals.keep("systolic", 128)
    assert (await house.hear("ask_health", "血压")).text == "十分钟前量的高压是一百二十八，跟平常人差不多。"
    house.vitals.keep("diastolic", 95)
    assert (
        await house.hear("ask_health", "血压")
    ).text == "十分钟前量的血压，高压一百二十八，低压九十五，比平常人高一些。要是不舒服，就叫我。"
    house.vitals.keep("diastolic", 95, timedelta(hours=2))
    assert "低压" not in (await house.hear("ask_health", "血压")).text


async def test_temperature_has_a_tenth(house: House) -> None:
    house.vitals.keep("temperature", 36.54)
    assert "三十六点五度" in (await house.hear("ask_health", "体温")).text
    house.vitals.keep("temperature", 37.0)
    assert "三十七度" in (await house.hear("ask_health", "体温")).text


async def test_a_summary_holds_what_there_is(house: House) -> None:
    assert "还没有收到" in (await house.hear("ask_health", "我身体怎么样")).text
    house.vitals.keep("heart_rate", 72)
    house.vitals.keep("spo2", 97)
    said = (await house.hear("ask_health", "我身体怎么样")).text
    assert "心跳" in said and "血氧是百分之九十七" in said and "体温" not in said


async def test_illness_is_for_a_doctor(house: House) -> None:
    assert "问医生" in (await house.hear("ask_health", "高血压吃什么药好")).text
    house.vitals.keep("systolic", 150)
    assert (await house.hear("ask_health", "我血压高怎么办")).text.endswith("该怎么办要问医生。要是不舒服，就叫我。")


async def test_english(english_house: House) -> None:
    english_house.vitals.keep("heart_rate", 72)
    said = (await english_house.hear("ask_health", "how is my heart")).text
    assert said == "Your pulse 10 minutes ago was 72 beats a minute. That is as usual for most people."
