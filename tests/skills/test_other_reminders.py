"""Alarms, countdowns and tasks in the turns of a conversation: asked about, moved, cancelled, put off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from uuid import UUID, uuid4

import pytest

from skills.ports import DueDose, Recurrence, ReminderEntry, ReminderKind
from skills.reminder_choice import choose
from tests.skills.conftest import MEALS, NOW, House

ALARM, COUNTDOWN, TASK = ReminderKind.ALARM, ReminderKind.COUNTDOWN, ReminderKind.TASK
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


def keep(house: House, kind: ReminderKind, recurrence: Recurrence, about: str = "") -> ReminderEntry:
    return house.book.add("wang", "", recurrence, kind, about)


def due(kind: ReminderKind, hours: float, state: str, about: str = "", reminder: UUID | None = None) -> DueDose:
    return DueDose(reminder or uuid4(), "", (NOW + timedelta(hours=hours)).astimezone(UTC), state, kind, about)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("明天早上六点叫我起床", "好，明天早上六点叫您起床。"),
        ("定个明天早上七点的闹钟", "好，明天早上七点叫您。"),
        ("倒计时十分钟", "好，十分钟以后叫您。"),
        ("二十分钟以后提醒我关火", "好，二十分钟以后提醒您关火。"),
        ("下午三点提醒我给我闺女打电话", "记好了，今天下午三点，提醒您给您闺女打电话。"),
        ("每天晚上九点提醒我睡觉", "记好了，每天晚上九点，提醒您睡觉。"),
    ],
)
async def test_set_outside_the_form(house: House, said: str, answer: str) -> None:
    """What is set is read back from the table."""
    assert (await house.hear("set_reminder", said)).text == answer
    (entry,) = house.book.kept
    assert entry.medicine == "" and entry.kind is not ReminderKind.MEDICINE


async def test_the_same_twice_is_kept_once(house: House) -> None:
    await house.hear("set_reminder", "下午三点提醒我接孙子")
    assert "已经记过了：今天下午三点接孙子" in (await house.hear("set_reminder", "下午三点提醒我接孙子")).text
    assert len(house.book.kept) == 1


async def test_in_english(english_house: House) -> None:
    said = (await english_house.hear("set_reminder", "wake me up at six tomorrow")).text
    assert said == "All right, tomorrow at 6 o'clock in the morning I call you to get up."
    said = (await english_house.hear("set_reminder", "set a timer for ten minutes")).text
    assert said == "All right, I call you in 10 minutes."
    said = (await english_house.hear("set_reminder", "remind me to call my daughter at three pm")).text
    assert said.endswith("I remind you to call your daughter.")


async def test_with_a_clock_that_is_not_trusted_nothing_is_set_for_a_moment(house: House) -> None:
    request = replace(house.request("set_reminder", "倒计时十分钟"), clock_trusted=False)
    assert "算不准" in (await house.skill("set_reminder").answer(request)).text
    assert house.book.kept == []


@pytest.mark.parametrize("intent", ["call_person", "send_message", "snooze", "play_opera"])
async def test_a_reminder_is_asked_for_whatever_it_was_taken_for(house: House, intent: str) -> None:
    assert "提醒您给闺女打电话" in (await house.hear(intent, "提醒我下午三点给闺女打电话")).text
    assert house.station.asked == [] and len(house.book.kept) == 1


async def test_what_there_is(house: House) -> None:
    assert "没有让我提醒什么事" in (await house.hear("ask_reminders", "今天还有什么事")).text
    assert "没有定闹钟" in (await house.hear("ask_reminders", "我定的几点的闹钟")).text
    house.book.add("wang", "降压药", Recurrence(("08:00",)))
    keep(house, ALARM, Recurrence(("07:00",), on=TOMORROW))
    keep(house, TASK, Recurrence(("15:00",), on=TODAY), "接孙子")
    house.book.doses = (due(TASK, 5, "waiting", "接孙子"), due(ALARM, -1, "taken"))
    for words in ("今天还有什么事", "今天有什么提醒"):
        assert (await house.hear("ask_reminders", words)).text == "今天还有一件事：下午三点接孙子。"
    assert "没有要吃的药" in (await house.hear("ask_reminders", "今天还有什么药")).text
    said = (await house.hear("ask_reminders", "我都有什么提醒")).text
    assert said == "我一共记着三个提醒：每天早上八点吃降压药、明天早上七点的闹钟和今天下午三点接孙子。"
    assert "一个提醒：明天早上七点的闹钟" in (await house.hear("ask_reminders", "我定了哪些闹钟")).text
    said = (await house.hear("ask_reminders", "明天有什么安排")).text
    assert said == "明天有两件事：早上七点的闹钟和早上八点吃降压药。"
    house.book.doses = ()
    assert (await house.hear("ask_reminders", "今天还有什么事")).text == "今天没有别的事了。"


def test_which_is_meant() -> None:
    entries = [
        ReminderEntry(uuid4(), "wang", "降压药", Recurrence(("07:00",))),
        ReminderEntry(uuid4(), "wang", "", Recurrence(("07:00",)), ALARM),
        ReminderEntry(uuid4(), "wang", "", Recurrence(("09:00",)), ALARM, "起床"),
        ReminderEntry(uuid4(), "wang", "", Recurrence(("10:20:30",), on=TODAY, after_s=600), COUNTDOWN),
        ReminderEntry(uuid4(), "wang", "", Recurrence(("15:00",)), TASK, "接孙子"),
    ]
    for text, meant in (
        ("取消吃药的提醒", (0,)),
        ("关掉七点的闹钟", (1,)),
        ("取消九点的闹钟", (2,)),
        ("取消闹钟", (1, 2)),
        ("取消倒计时", (3,)),
        ("不用提醒我接孙子了", (4,)),
        ("取消下午三点的提醒", (4,)),
        ("取消提醒", (0, 1, 2, 3, 4)),
    ):
        assert choose(entries, text, None, NOW, MEALS) == tuple(entries[index] for index in meant), text


async def test_moving(house: House) -> None:
    keep(house, ALARM, Recurrence(("07:00",), on=TOMORROW), "起床")
    assert (await house.hear("change_reminder", "把闹钟改到八点")).text == "改好了，明天早上八点叫您起床。"
    assert (await house.hear("change_reminder", "闹钟往后推半小时")).text == "改好了，明天早上八点半叫您起床。"
    assert (await house.hear("change_reminder", "提前一个半小时吧")).text == "改好了，明天早上七点叫您起床。"
    assert (await house.hear("change_reminder", "换个时间")).text == "改到什么时候？"
    assert (await house.hear("fallback", "九点")).text == "改好了，明天上午九点叫您起床。"
    house.book.kept.clear()
    keep(house, ALARM, Recurrence(("07:00",), on=TOMORROW + timedelta(days=1)))
    assert (await house.hear("change_reminder", "改到八点")).text == "改好了，后天早上八点叫您。"
    house.book.kept.clear()
    keep(house, COUNTDOWN, Recurrence(("10:10:00",), on=TODAY, after_s=600))
    assert (await house.hear("change_reminder", "倒计时改成二十分钟")).text == "改好了，二十分钟以后叫您。"
    assert house.book.kept[0].recurrence == Recurrence(("10:20:00",), on=TODAY, after_s=1200)


async def test_cancelling(house: House) -> None:
    house.book.add("wang", "降压药", Recurrence(("08:00",)))
    keep(house, ALARM, Recurrence(("07:00",), on=TOMORROW))
    keep(house, ALARM, Recurrence(("09:00",), on=TOMORROW))
    which = await house.hear("cancel_reminder", "取消闹钟")
    assert which.text == "要取消哪一个：明天早上七点的闹钟和明天上午九点的闹钟？" and which.expects_answer
    assert (await house.hear("fallback", "九点的")).text == "好，取消了：明天上午九点的闹钟。"
    assert (await house.hear("cancel_reminder", "闹钟都取消")).text == "好，取消了：明天早上七点的闹钟。"
    assert [entry.medicine for entry in house.book.kept] == ["降压药"]


async def test_switching_off_what_rings_leaves_its_rhythm(house: House) -> None:
    entry = keep(house, ALARM, Recurrence(("07:00",)))
    house.book.rings = (due(ALARM, 0, "reminding", reminder=entry.id),)
    assert (await house.hear("cancel_reminder", "把闹钟关了")).text == "好，不响了。每天早上七点还叫您。"
    assert house.book.kept == [entry]
    assert "取消了" in (await house.hear("cancel_reminder", "把闹钟关了")).text


async def test_putting_off_and_confirming_by_the_skills(house: House) -> None:
    house.book.rings = (due(ALARM, 0, "reminding", "起床"),)
    assert (await house.hear("snooze", "再睡二十分钟")).text == "好，过二十分钟再叫您。"
    assert house.book.pause == timedelta(minutes=20)
    assert (await house.hear("snooze", "等一会儿")).text == "好，过十分钟再叫您。"
    assert (await house.hear("confirm_dose", "吃过了")).text == "好，您慢慢起，别着急。"
    assert "没有记" in (await house.hear("confirm_dose", "吃过了")).text


@pytest.mark.parametrize(
    ("said", "answers", "kept"),
    [
        ("设个提醒", ("接孙子", "下午四点"), (TASK, "接孙子", ("16:00",))),
        ("设个提醒", ("就叫我一声", "下午四点"), (ALARM, "", ("16:00",))),
        ("设个闹钟", ("黑家八点",), (ALARM, "", ("20:00",))),
        ("给我来个倒计时", ("一刻钟",), (COUNTDOWN, "", ("10:15:00",))),
        ("一周三次提醒我练太极", ("一三五", "上午九点"), (TASK, "练太极", ("09:00",))),
    ],
)
async def test_what_is_missing_is_asked(
    house: House, said: str, answers: tuple[str, ...], kept: tuple[ReminderKind, str, tuple[str, ...]]
) -> None:
    question = await house.hear("set_reminder", said)
    for answer in answers:
        assert question.expects_answer, question.text
        question = await house.hear("fallback", answer)
    (entry,) = house.book.kept
    assert (entry.kind, entry.about, entry.recurrence.times) == kept
