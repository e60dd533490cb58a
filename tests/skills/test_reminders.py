"""Setting, changing, cancelling and asking about reminders, in the turns of a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from skills.medicine_names import is_any_medicine, medicine_in, plain_name
from skills.ports import Answer, Recurrence
from skills.reminder_choice import moved
from tests.skills.conftest import MEALS, NOW, House


@pytest.mark.parametrize(
    ("text", "entity", "medicine"),
    [
        ("每天早上八点提醒我吃降压药", None, "降压药"),
        ("提醒我吃降鸭药", None, "降压药"),
        ("提醒我吃阿司匹林", None, "阿司匹林"),
        ("提醒我吃二甲双瓜", "二甲双瓜", "二甲双胍"),
        ("晚上提醒我吃两片红霉素片", None, "红霉素片"),
        ("提醒我喝蓝瓶口服液", None, "蓝瓶口服液"),
        ("提醒我吃药", None, None),
        ("每天早上八点", None, None),
        ("早上八点", "八点", None),
        ("提醒我吃药", "药", None),
        ("提醒我喝水", None, None),
        ("提醒我吃黄药片", "黄药片", "黄药片"),
        ("remind me to take my aspirin at 8", None, "aspirin"),
    ],
)
def test_the_medicine(text: str, entity: str | None, medicine: str | None) -> None:
    assert medicine_in(text, entity, ()) == medicine


def test_a_medicine_she_has_is_found_by_its_sound() -> None:
    assert medicine_in("提醒我吃双黄莲", None, ("双黄连",)) == "双黄连"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("就是那个红药片吧", "红药片"),
        ("参松养心", "参松养心"),
        ("吃药", None),
        ("药", None),
        ("不知道", None),
        ("什么药", None),
        ("算了", None),
        ("早上八点", None),
        ("", None),
        ("一" * 40, None),
    ],
)
def test_a_plain_name(text: str, name: str | None) -> None:
    assert plain_name(text) == name


def test_just_medicine_is_known() -> None:
    assert is_any_medicine("吃药") and not is_any_medicine("吃胃药")


class Form:
    """Plays the dialogue engine: validates the slots of each utterance, asks for what is missing, then acts."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def say(self, text: str, **entities: str) -> Answer:
        slots, form = self.house.slots, self.house.form
        said = {"medicine": entities.get("medicine"), "reminder_time": entities.get("time")}
        if slots.get("requested_slot") == "reminder_about":
            said["reminder_about"] = text
        for slot, value in said.items():
            if slots.get(slot) is None:
                slots.update(form.validate(slot, value, self.house.request("set_reminder", text, **entities)))
        wanted = form.asks_next(self.house.request("set_reminder", text, **entities))
        slots["requested_slot"] = wanted
        if wanted is not None:
            return form.ask(wanted, self.house.request("set_reminder", text, **entities))
        return await self.house.hear("set_reminder", text, **entities)


@pytest.fixture
def form(house: House) -> Form:
    return Form(house)


def only(house: House) -> Recurrence:
    (entry,) = house.book.kept
    return entry.recurrence


async def test_in_one_breath(house: House, form: Form) -> None:
    answer = await form.say("每天早上八点提醒我吃降压药", medicine="降压药", time="早上八点")
    assert answer.text == "记好了，每天早上八点，提醒您吃降压药。"
    assert only(house) == Recurrence(("08:00",))
    assert {house.slots[slot] for slot in ("medicine", "reminder_time", "time_ambiguity")} == {None}


async def test_without_any_entity(house: House, form: Form) -> None:
    assert "每天早上八点" in (await form.say("每天早上八点提醒我吃降压药")).text


async def test_asked_for_one_thing_at_a_time_and_in_other_words(house: House, form: Form) -> None:
    first = await form.say("提醒我吃药")
    again = await form.say("嗯什么")
    assert first.text != again.text and first.expects_answer and again.expects_answer
    time = await form.say("降鸭药")
    assert time.text == "什么时候提醒您？"
    time_again = await form.say("我想想")
    assert time_again.text != time.text
    done = await form.say("早饭后半小时，每天")
    assert done.text == "记好了，每天早上八点，提醒您吃降压药。"


async def test_a_name_that_no_list_holds(house: House, form: Form) -> None:
    await form.say("提醒我吃药")
    await form.say("参松养心")
    assert "吃参松养心" in (await form.say("每天晚上九点")).text


async def test_just_medicine_is_enough_when_asked(house: House, form: Form) -> None:
    await form.say("提醒我吃药")
    await form.say("就是吃药")
    await form.say("就是药")
    assert house.slots["medicine"] == "药"
    assert (await form.say("每天晚上九点")).text == "记好了，每天晚上九点，提醒您吃药。"


@pytest.mark.parametrize(
    ("answer", "words", "times"),
    [
        ("晚上", "每天晚上八点", ("20:00",)),
        ("早上", "每天早上八点", ("08:00",)),
        ("晚上八点", "每天晚上八点", ("20:00",)),
        ("第二个", "每天晚上八点", ("20:00",)),
        ("晚上九点吧", "每天晚上九点", ("21:00",)),
        ("每天早上七点", "每天早上七点", ("07:00",)),
    ],
)
async def test_an_hour_that_may_be_morning_or_evening_is_asked_about(
    house: House, form: Form, answer: str, words: str, times: tuple[str, ...]
) -> None:
    question = await form.say("每天八点提醒我吃降压药", medicine="降压药", time="每天八点")
    assert question.text == "是早上八点，还是晚上八点？" and question.expects_answer
    assert house.book.kept == []
    assert words in (await form.say(answer)).text
    assert only(house).times == times and only(house).on is None


async def test_an_unclear_answer_is_asked_about_again(house: House, form: Form) -> None:
    first = await form.say("每天八点提醒我吃降压药")
    second = await form.say("嗯")
    assert second.text != first.text and "早上八点" in second.text and "晚上八点" in second.text
    assert "晚上八点" in (await form.say("晚上")).text


@pytest.mark.parametrize(
    ("said", "answers", "asked", "times"),
    [
        ("过一会儿提醒我吃钙片", ("半个钟头",), ("过多久",), ("10:30",)),
        ("每天七八点提醒我吃钙片", ("七点半", "早上"), ("几点几分", "还是"), ("07:30",)),
        ("明天提醒我吃钙片", ("晚上八点",), ("几点几分",), ("20:00",)),
        ("每周三次提醒我吃钙片", ("一三五", "早饭后"), ("星期几", "几点几分"), ("08:00",)),
        ("每隔八小时提醒我吃头孢", ("早上六点",), ("第一次几点",), ("06:00", "14:00", "22:00")),
        ("八月十五晚上八点提醒我吃钙片", ("农历",), ("农历",), ("20:00",)),
    ],
)
async def test_what_was_left_open_is_asked(
    house: House, form: Form, said: str, answers: tuple[str, ...], asked: tuple[str, ...], times: tuple[str, ...]
) -> None:
    question = await form.say(said)
    for answer, part in zip(answers, asked, strict=True):
        assert part in question.text and question.expects_answer
        question = await form.say(answer)
    assert question.text.startswith("记好了")
    assert [entry.recurrence.times for entry in house.book.entries("wang")] == [times]


async def test_what_is_read_back_is_what_the_table_holds(house: House, form: Form) -> None:
    add = house.book.add
    house.book.add = lambda *given: replace(  # type: ignore[method-assign]
        add(*given), medicine="钙片", recurrence=Recurrence(("09:00",))
    )
    assert (await form.say("每天早上八点提醒我吃降压药")).text == "记好了，每天上午九点，提醒您吃钙片。"


async def test_once(form: Form) -> None:
    assert (await form.say("明天下午三点提醒我吃胃药")).text == "记好了，明天下午三点，提醒您吃胃药，就这一次。"


async def test_a_time_that_is_past(house: House, form: Form) -> None:
    assert "已经过了" in (await form.say("今天早上八点提醒我吃胃药")).text
    assert "下午两点" in (await form.say("今天下午两点")).text


async def test_the_same_twice_is_kept_once(house: House, form: Form) -> None:
    await form.say("每天早上八点提醒我吃降压药")
    assert "已经记过" in (await form.say("每天早上八点提醒我吃降压药")).text
    assert len(house.book.kept) == 1


async def test_the_action_checks_again_what_the_form_left_empty(house: House) -> None:
    """A validator that cannot be reached lets the form end with empty slots."""
    for slots in ({}, {"medicine": "", "reminder_time": "乱七八糟"}, {"medicine": None, "reminder_time": 8}):
        house.slots = dict(slots)
        answer = await house.hear("set_reminder", "提醒我吃药")
        assert answer.expects_answer and house.book.kept == []


async def test_the_action_asks_on_by_itself(house: House) -> None:
    """Without a form, replies are taken whatever intent they are held for."""
    assert (await house.hear("set_reminder", "提醒我吃药")).expects_answer
    assert (await house.hear("fallback", "降压药")).text == "什么时候提醒您？"
    assert (await house.hear("ask_time", "每天八点")).text == "是早上八点，还是晚上八点？"
    assert (await house.hear("affirm", "晚上")).text == "记好了，每天晚上八点，提醒您吃降压药。"


async def test_a_table_that_fails_is_told(house: House, form: Form) -> None:
    house.book.broken = True
    for intent, text in (
        ("set_reminder", "每天早上八点提醒我吃降压药"),
        ("cancel_reminder", "取消"),
        ("change_reminder", "改到九点"),
        ("ask_reminders", "还有什么药"),
        ("confirm_dose", "吃过了"),
        ("snooze", "等一会儿"),
    ):
        assert "提醒本出了问题" in (await house.hear(intent, text)).text


async def test_hostile_slot_values_do_no_harm(house: House) -> None:
    values: tuple[object, ...] = (None, "", " ", 3, ["八点"], {"a": 1}, "每天" * 5000, "\x00", "8" * 300)
    for value in values:
        for slot in ("medicine", "reminder_time", "other"):
            for text in ("", "嗯", "啊" * 10_000):
                found: Mapping[str, object] = house.form.validate(slot, value, house.request("set_reminder", text))
                assert all(item is None or isinstance(item, str) for item in found.values())


def keep(house: House, medicine: str, *times: str, **how: object) -> None:
    house.book.add("wang", medicine, replace(Recurrence(times), **how))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "target", "new"),
    [
        (("08:00",), "九点", ("09:00",)),
        (("20:00",), "九点", ("21:00",)),
        (("08:00", "20:00"), "九点", ("09:00", "20:00")),
        (("08:00", "20:00"), "晚上九点", ("08:00", "21:00")),
        (("08:00",), "早晚八点", ("08:00", "20:00")),
        (("08:00",), "随便", None),
    ],
)
def test_moving(old: tuple[str, ...], target: str, new: tuple[str, ...] | None) -> None:
    recurrence = Recurrence(old, weekdays=(0, 2))
    found = moved(recurrence, target, NOW, MEALS)
    assert found == (None if new is None else Recurrence(new, weekdays=(0, 2)))


async def test_changing_the_only_one(house: House) -> None:
    keep(house, "降压药", "08:00")
    assert (await house.hear("change_reminder", "改到九点")).text == "改好了，每天上午九点，提醒您吃降压药。"
    assert only(house).times == ("09:00",)


async def test_changing_one_of_several(house: House) -> None:
    keep(house, "降压药", "08:00")
    keep(house, "钙片", "20:00")
    assert (await house.hear("change_reminder", "把钙片改到晚上九点")).text == "改好了，每天晚上九点，提醒您吃钙片。"
    assert (
        await house.hear("change_reminder", "把早上八点的改成七点半")
    ).text == "改好了，每天早上七点半，提醒您吃降压药。"
    which = await house.hear("change_reminder", "改到十点")
    assert which.text.startswith("要改哪一个：每天早上七点半吃降压药和每天晚上九点吃钙片") and which.expects_answer
    assert (await house.hear("fallback", "钙骗")).text == "改好了，每天晚上十点，提醒您吃钙片。"


async def test_moving_by_a_while_one_of_two_times(house: House) -> None:
    keep(house, "降压药", "08:00", "20:00")
    assert (await house.hear("change_reminder", "降压药往后推半小时")).text == "降压药改到什么时候？"
    moved_one = await house.hear("change_reminder", "晚上八点的降压药往后推半小时")
    assert moved_one.text == "改好了，每天早上八点和晚上八点半，提醒您吃降压药。"
    assert only(house).times == ("08:00", "20:30")


async def test_changing_asks_for_the_time(house: House) -> None:
    keep(house, "降压药", "08:00")
    assert (await house.hear("change_reminder", "换个时间")).text == "降压药改到什么时候？"
    assert (await house.hear("fallback", "晚上九点")).text == "改好了，每天晚上九点，提醒您吃降压药。"


async def test_cancelling(house: House) -> None:
    assert "还没有让我提醒" in (await house.hear("cancel_reminder", "取消提醒")).text
    for medicine, time in (("降压药", "08:00"), ("钙片", "12:00"), ("胃药", "18:00")):
        keep(house, medicine, time)
    assert (await house.hear("cancel_reminder", "取消降鸭药")).text == "好，不再提醒您吃降压药了。"
    which = await house.hear("cancel_reminder", "取消提醒")
    assert which.expects_answer and "钙片" in which.text and "胃药" in which.text
    assert (await house.hear("fallback", "第二个")).text == "好，不再提醒您吃胃药了。"
    assert [entry.medicine for entry in house.book.kept] == ["钙片"]
    assert (await house.hear("cancel_reminder", "不用提醒了")).text == "好，不再提醒您吃钙片了。"


async def test_cancelling_all_or_none(house: House) -> None:
    for medicine in ("降压药", "钙片"):
        keep(house, medicine, "08:00")
    await house.hear("cancel_reminder", "取消提醒")
    assert (await house.hear("deny", "算了")).text == "好，都给您留着。"
    assert len(house.book.kept) == 2
    await house.hear("cancel_reminder", "取消一个提醒")
    assert (await house.hear("ask_time", "现在几点")).text.startswith("现在是")
    assert (await house.hear("cancel_reminder", "都取消了吧")).text == "好，不再提醒您吃降压药和钙片了。"
    assert house.book.kept == []


async def test_an_open_question_ends_after_a_minute(house: House) -> None:
    for medicine in ("降压药", "钙片"):
        keep(house, medicine, "08:00")
    await house.hear("cancel_reminder", "取消提醒")
    house.now = NOW + timedelta(seconds=61)
    await house.hear("fallback", "钙片")
    assert len(house.book.kept) == 2


async def test_nobody_elses_reminders_are_touched(house: House) -> None:
    house.book.add("li", "钙片", Recurrence(("08:00",)))
    assert "还没有让我提醒" in (await house.hear("cancel_reminder", "都取消")).text
    assert len(house.book.kept) == 1
