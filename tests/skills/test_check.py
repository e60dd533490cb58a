"""The wish for a check: it begins with what is connected, and without anything a person is offered."""

from __future__ import annotations

import pytest

from messages.payloads import Metric
from skills.check import ALL
from skills.ports import CheckStart
from tests.skills.conftest import House

PRESSURE = (Metric.SYSTOLIC,)


async def test_it_begins_with_sitting_still_and_says_what_is_measured(house: House) -> None:
    answer = await house.hear("start_check", "给我做个检查")
    assert house.guide.wanted == [ALL]
    assert answer.text == "好，咱们量心跳和血压。不想做了就告诉我。先坐好，背靠着，两脚放平，安静歇一会儿。"
    assert not answer.expects_answer


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("给我量个血压", PRESSURE),
        ("帮我测一下血氧和体温", (Metric.SPO2, Metric.TEMPERATURE)),
        ("帮我测一下身体", ALL),
        ("数数我走了多少步", ALL),  # steps are not measured in a check
        ("check my blood pressure", PRESSURE),
    ],
)
async def test_what_she_names_is_measured(house: House, text: str, wanted: tuple[Metric, ...]) -> None:
    await house.hear("start_check", text)
    assert house.guide.wanted == [wanted]


@pytest.mark.parametrize(
    ("start", "text", "said"),
    [
        (CheckStart.NO_DEVICE, "给我做个检查", "我这里还没有连着能量身体的东西。"),
        (CheckStart.NO_DEVICE, "给我量个血压", "我这里没有连着能量血压的东西。"),
        (CheckStart.AWAY, "给我做个检查", "我现在连不上手环那边。"),
    ],
)
async def test_without_a_device_a_person_is_offered(house: House, start: CheckStart, text: str, said: str) -> None:
    house.guide.start = start
    answer = await house.hear("start_check", text)
    assert answer.text == said + "要不要请社区的人来给您量？"
    assert answer.expects_answer
    assert house.station.asked == []
    asked = await house.hear("affirm", "好的")
    assert asked.text == "好，我已经请社区的人帮您安排检查了。"
    detail = {"said": text, "metric": "systolic"} if "血压" in text else {"said": text}
    assert house.station.asked == [("check", detail)]


async def test_the_offer_is_declined_fails_or_is_passed_over(house: House) -> None:
    house.guide.start = CheckStart.NO_DEVICE
    await house.hear("start_check", "给我做个检查")
    assert (await house.hear("deny", "不用了")).text == "好，那先不量了。"
    await house.hear("start_check", "给我做个检查")
    assert "点" in (await house.hear("ask_time", "现在几点")).text
    await house.hear("start_check", "给我做个检查")
    house.station.broken = True
    assert "没有送出去" in (await house.hear("affirm", "好的")).text


async def test_one_at_a_time(house: House) -> None:
    house.guide.start = CheckStart.ALREADY
    answer = await house.hear("start_check", "给我做个检查")
    assert answer.text == "咱们正量着呢，别急。"
    assert not answer.expects_answer


async def test_english(english_house: House) -> None:
    said = (await english_house.hear("start_check", "check my health")).text
    assert said.startswith("All right, we measure your pulse and blood pressure. Tell me if you want no more. Sit down")
