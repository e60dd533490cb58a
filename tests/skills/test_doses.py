"""Taken, put off, and what is left. Only a clear word marks a dose as taken."""

from __future__ import annotations

from datetime import UTC, timedelta
from uuid import uuid4

import pytest

from skills.doses import DoseWords, dose_words
from skills.ports import DueDose, Recurrence
from tests.skills.conftest import NOW, House


def dose(medicine: str, hours: float, state: str) -> DueDose:
    return DueDose(uuid4(), medicine, (NOW + timedelta(hours=hours)).astimezone(UTC), state)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("吃过了", DoseWords.TAKEN),
        ("我吃了", DoseWords.TAKEN),
        ("药吃完了", DoseWords.TAKEN),
        ("刚吃过", DoseWords.TAKEN),
        ("i took it", DoseWords.TAKEN),
        ("还没吃", DoseWords.NOT_TAKEN),
        ("没吃呢", DoseWords.NOT_TAKEN),
        ("我忘了吃", DoseWords.NOT_TAKEN),
        ("今天不想吃", DoseWords.NOT_TAKEN),
        ("not yet", DoseWords.NOT_TAKEN),
        ("我吃过药了吗", DoseWords.QUESTION),
        ("我吃过了没有", DoseWords.QUESTION),
        ("是不是吃过了", DoseWords.QUESTION),
        ("did i take it", DoseWords.QUESTION),
        ("吃了没", DoseWords.QUESTION),
    ],
)
def test_dose_words(text: str, words: DoseWords) -> None:
    assert dose_words(text) is words


async def test_confirming(house: House) -> None:
    house.book.reminding = (dose("降压药", 0, "reminding"), dose("钙片", 0, "reminding"))
    assert (await house.hear("confirm_dose", "吃过了")).text == "好，降压药和钙片吃过了，我记下了。"
    assert house.book.confirmed == 1


@pytest.mark.parametrize("text", ["还没吃", "我吃过了吗", "吃了没有"])
async def test_what_is_no_confirmation_confirms_nothing(house: House, text: str) -> None:
    house.book.reminding = (dose("降压药", 0, "reminding"),)
    await house.hear("confirm_dose", text)
    assert house.book.confirmed == 0


async def test_nothing_to_confirm_is_said(house: House) -> None:
    assert "没有记" in (await house.hear("confirm_dose", "吃过了")).text


async def test_whether_it_was_taken(house: House) -> None:
    house.book.doses = (dose("降压药", -2, "taken"), dose("钙片", -1, "reminding"), dose("胃药", 5, "waiting"))
    said = (await house.hear("confirm_dose", "我吃过药了吗")).text
    assert said.startswith("今天您说吃过了早上八点的降压药。上午九点的钙片，您还没告诉我吃过。")
    assert "胃药" not in said


async def test_putting_off(house: House) -> None:
    assert "没有要提醒的药" in (await house.hear("snooze", "等一会儿")).text
    house.book.reminding = (dose("降压药", 0, "reminding"),)
    assert (await house.hear("snooze", "等一会儿")).text == "好，过十五分钟再提醒您吃降压药。"


async def test_what_is_left_today(house: House) -> None:
    assert "还没有让我提醒" in (await house.hear("ask_reminders", "今天还有什么药")).text
    house.book.add("wang", "降压药", Recurrence(("08:00",)))
    house.book.doses = (dose("降压药", -2, "taken"), dose("钙片", 2, "waiting"), dose("降压药", 10.5, "waiting"))
    assert (
        await house.hear("ask_reminders", "今天还有什么药")
    ).text == "今天还有两次药：中午十二点的钙片和晚上八点半的降压药。"
    house.book.doses = (dose("降压药", -2, "taken"),)
    assert (await house.hear("ask_reminders", "还有药吗")).text == "今天的药都吃过了。"
    house.book.doses = (dose("降压药", -5, "missed"),)
    assert (
        await house.hear("ask_reminders", "还有药吗")
    ).text == "凌晨五点的降压药错过了，先别补，问问医生或家里人。".replace("凌晨", "早上")
    house.book.doses = ()
    assert (await house.hear("ask_reminders", "今天吃什么药")).text == "今天没有要吃的药。"


async def test_what_there_is_on_another_day_and_in_all(house: House) -> None:
    house.book.add("wang", "降压药", Recurrence(("08:00", "20:00")))
    house.book.add("wang", "钙片", Recurrence(("12:00",), weekdays=(0,)))
    assert (await house.hear("ask_reminders", "明天要吃什么药")).text == "明天有早上八点的降压药和晚上八点的降压药。"
    assert "中午十二点的钙片" in (await house.hear("ask_reminders", "星期一要吃什么药")).text
    said = (await house.hear("ask_reminders", "我都有什么提醒")).text
    assert said == "我一共记着两个提醒：每天早上八点和晚上八点吃降压药和每个星期一的中午十二点吃钙片。"
