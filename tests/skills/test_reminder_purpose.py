"""What a reminder is for, in her own words, and when that is due: tables."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from config.phrases import Phrases
from skills.ports import Recurrence, ReminderKind
from skills.reminder_purpose import Purpose, is_to_be_done, purpose_answered, purpose_of
from skills.reminder_when import read_when
from skills.saying_time import while_words
from skills.spoken_while import read_while
from skills.time_reading import Ambiguous, Understood
from tests.skills.conftest import MEALS, ZONE

NOW = datetime(2026, 11, 21, 10, 0, 20, tzinfo=ZONE)
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)
ALARM, COUNTDOWN, TASK = ReminderKind.ALARM, ReminderKind.COUNTDOWN, ReminderKind.TASK


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        ("定个七点的闹钟", ALARM, ""),
        ("帮我弄个闹钟", ALARM, ""),
        ("上个五点的闹钟", ALARM, ""),
        ("八点的闹钟叫我一声", ALARM, ""),
        ("八点叫我", ALARM, ""),
        ("定时七点", ALARM, ""),
        ("定个下午三点开会的闹钟", ALARM, "开会"),
        ("明天早上六点叫我起床", ALARM, "起床"),
        ("早上六点半叫醒我", ALARM, "起床"),
        ("我要七点起床", ALARM, "起床"),
        ("wake me up at six", ALARM, "get up"),
        ("您好麻烦设一个六点一刻的闹钟", ALARM, ""),
        ("倒计时十分钟", COUNTDOWN, ""),
        ("哎上一个八分钟的闹钟", COUNTDOWN, ""),
        ("给我倒计时五分钟煮鸡蛋", COUNTDOWN, ""),
        ("定时十分钟", COUNTDOWN, ""),
        ("一个小时后提醒我", COUNTDOWN, ""),
        ("十分钟之后叫我一下", COUNTDOWN, ""),
        ("set a timer for ten minutes", COUNTDOWN, ""),
        ("提醒我下午三点给闺女打电话", TASK, "给闺女打电话"),
        ("二十分钟以后提醒我关火", TASK, "关火"),
        ("每天晚上九点提醒我睡觉", TASK, "睡觉"),
        ("每周三提醒我去社区量血压", TASK, "去社区量血压"),
        ("提醒我接孙子", TASK, "接孙子"),
        ("下午三点我要去医院别让我忘了", TASK, "去医院"),
        ("我怕忘了浇花，下午四点提醒我", TASK, "浇花"),
        ("记住明天上午有个会", TASK, "有个会"),
        ("明天早上七点叫孩子起床", TASK, "叫孩子起床"),
        ("给我闺女打电话这事下午提醒我一下", TASK, "给您闺女打电话"),
        ("黑家八点提醒俺泡脚", TASK, "泡脚"),
        ("每逢初一十五提醒我上香", TASK, "上香"),
        ("我明天八点要赶火车到时候喊我", TASK, "赶火车"),
        ("后天下午三点提醒我和老同学聚会", TASK, "和老同学聚会"),
        ("每天下午两点提醒我喝水", TASK, "喝水"),
        ("提醒我吃早饭", TASK, "吃早饭"),
        ("remind me to call my daughter at three", TASK, "call your daughter"),
        # A medicine is named, and none is to be taken.
        ("下午三点提醒我去买降压药", TASK, "去买降压药"),
        ("提醒我去社区医院拿药", TASK, "去社区医院拿药"),
        ("晚上提醒我煎中药", TASK, "煎中药"),
    ],
)
def test_what_it_is_for(text: str, kind: ReminderKind, about: str) -> None:
    assert purpose_of(text) == Purpose(kind, about)


@pytest.mark.parametrize(
    "text",
    [
        "每天早上八点提醒我吃降压药",
        "提醒我吃药",
        "提醒我吃波依定",
        "提醒我滴眼药水",
        "提醒我吃葡萄糖酸钙",
        "晚上提醒我喝止咳糖浆",
        "给我设个吃药提醒",
        "俺晌午得吃消渴丸你提醒俺",
        "每天三顿饭后提醒我喝中药",
        "remind me to take my pills at eight",
        "设个提醒",
        "给我设一个上午十点的提醒",
        "下午五点四十提醒我",
        "早上八点",
        "每天早上八点",
        "嗯",
        "",
    ],
)
def test_a_medicine_and_nothing_at_all_are_no_other_purpose(text: str) -> None:
    assert purpose_of(text) is None


@pytest.mark.parametrize(
    ("answer", "purpose"),
    [
        ("接孙子", Purpose(TASK, "接孙子")),
        ("嗯去买菜吧", Purpose(TASK, "去买菜")),
        ("没啥事", Purpose(ALARM)),
        ("到点叫我一声就行", Purpose(ALARM)),
        ("不知道", None),
        ("嗯", None),
        ("什么", None),
        ("晚上八点", None),
        ("吃降压药", None),
        ("波依定", None),  # by its ending a medicine
    ],
)
def test_an_answer_to_the_question(answer: str, purpose: Purpose | None) -> None:
    assert purpose_answered(answer) == purpose


@pytest.mark.parametrize(
    ("about", "done"),
    [("接孙子", True), ("去医院", True), ("有个会", False), ("别吃早饭", False), ("约了大夫", False)],
)
def test_what_can_be_said_to_be_due(about: str, done: bool) -> None:
    assert is_to_be_done(about) is done


@pytest.mark.parametrize("size", [41, 200, 10_000])
def test_a_long_speech_is_cut_to_what_can_be_kept(size: int) -> None:
    purpose = purpose_of("提醒我" + "啰嗦" * size)
    assert purpose is not None and len(purpose.about) <= 40


@pytest.mark.parametrize(
    ("text", "recurrence"),
    [
        ("倒计时十分钟", Recurrence(("10:10:20",), on=TODAY, after_s=600)),
        ("三十秒倒计时", Recurrence(("10:00:50",), on=TODAY, after_s=30)),
        ("倒计时一分半", Recurrence(("10:01:50",), on=TODAY, after_s=90)),
        ("倒计时一个半小时", Recurrence(("11:30:20",), on=TODAY, after_s=5400)),
        ("二十分钟以后提醒我关火", Recurrence(("10:20:20",), on=TODAY, after_s=1200)),
        ("半小时以后叫我起床", Recurrence(("10:30:20",), on=TODAY, after_s=1800)),
        ("七点叫我起床", Recurrence(("07:00",), on=TOMORROW)),  # nobody gets up in the evening
        ("每天九点提醒我睡觉", Recurrence(("21:00",))),
        ("下午三点提醒我接孙子", Recurrence(("15:00",), on=TODAY)),
        ("后晌四点提醒我收衣服", Recurrence(("16:00",), on=TODAY)),
        ("每隔四个小时提醒我喝水", Recurrence(("08:00", "12:00", "16:00", "20:00"))),  # nobody drinks at night
        ("每周三上午九点提醒我去社区", Recurrence(("09:00",), weekdays=(2,))),
    ],
)
def test_when_it_is_meant(text: str, recurrence: Recurrence) -> None:
    reading = read_when(text, purpose_of(text), NOW, MEALS)
    assert isinstance(reading, Understood) and reading.recurrence == recurrence


def test_an_alarm_at_seven_may_be_of_either_half() -> None:
    assert isinstance(read_when("定个七点的闹钟", Purpose(ALARM), NOW, MEALS), Ambiguous)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("十分钟", 600),
        ("半个钟头", 1800),
        ("一刻钟", 900),
        ("for twenty minutes", 1200),
        ("两天", None),
        ("七点", None),
    ],
)
def test_a_while(text: str, length: int | None) -> None:
    assert read_while(text) == (None if length is None else timedelta(seconds=length))


@pytest.mark.parametrize(
    ("seconds", "zh_words", "en_words"),
    [
        (30, "三十秒", "30 seconds"),
        (60, "一分钟", "1 minute"),
        (600, "十分钟", "10 minutes"),
        (1800, "半个小时", "half an hour"),
        (5400, "一个半小时", "an hour and a half"),
        (7200, "两个小时", "2 hours"),
        (8400, "两个小时二十分钟", "2 hours 20 minutes"),
    ],
)
def test_a_while_in_words(seconds: int, zh_words: str, en_words: str, zh: Phrases, en: Phrases) -> None:
    assert (while_words(seconds, zh), while_words(seconds, en)) == (zh_words, en_words)
