"""Reminders as they are talked about: real Rasa, the real skills and the real table; only the clock is put."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from assistant.actions.server import create_action_app
from assistant.dialogue.rasa_client import RasaDialogue
from assistant.ports import Reply
from config.phrases import load_phrases
from skills.ports import Recurrence, ReminderKind
from tests.assistant.dialogue.story_home import StoryHome
from tests.assistant.reminders.test_round import Speaker
from tests.assistant.standins import SetClock
from tests.rasa_server import RasaServer, served
from tests.skills.conftest import House

pytestmark = pytest.mark.rasa
ZONE = ZoneInfo("Asia/Shanghai")
ALARM, COUNTDOWN, TASK = ReminderKind.ALARM, ReminderKind.COUNTDOWN, ReminderKind.TASK


def local(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


class Home:
    """A speaker's reminders, and one conversation with it."""

    def __init__(self, speaker: Speaker, dialogue: RasaDialogue) -> None:
        self.speaker, self._dialogue, self._talk = speaker, dialogue, uuid4().hex

    async def say(self, text: str) -> Reply:
        return await self._dialogue.respond(text, self._talk)

    async def hear(self, text: str) -> str:
        return "".join((await self.say(text)).lines)

    def recurrences(self) -> list[Recurrence]:
        return [entry.recurrence for entry in self.speaker.book.entries("wang")]


@pytest.fixture
async def home(rasa_server: RasaServer, dialogue: RasaDialogue, tmp_path: Path) -> AsyncIterator[Home]:
    clock = SetClock(local(10))
    speaker = Speaker(tmp_path, clock)
    house = House(load_phrases("zh"), tmp_path / "media", book=speaker.book)  # type: ignore[arg-type]
    app = create_action_app(house.skills, house.forms, clock, ZONE, lambda: "wang")
    async with served(app, rasa_server.settings.actions_port):
        yield Home(speaker, dialogue)


async def test_set_given_put_off_and_confirmed(home: Home) -> None:
    """What is said to be set is what stands in the table."""
    assert "每天早上八点" in await home.hear("每天早上八点提醒我吃降压药")
    assert home.recurrences() == [Recurrence(("08:00",))]
    assert len(home.speaker.look_at(local(8, day=3))) == 1
    assert "十五分钟" in await home.hear("等一会儿")
    assert home.speaker.look_at(local(8, 14, day=3)) == []
    assert len(home.speaker.look_at(local(8, 15, day=3))) == 1
    assert "降压药" in await home.hear("吃过了")
    assert home.speaker.look_at(local(9, day=3)) == []
    assert "都吃过了" in await home.hear("今天还有什么药")


async def test_changed_asked_about_and_cancelled(home: Home) -> None:
    await home.hear("每天早上八点提醒我吃降压药")
    assert "九点" in await home.hear("把降压药改到九点")
    assert home.recurrences() == [Recurrence(("09:00",))]
    assert home.speaker.look_at(local(8, 30, day=3)) == []
    assert "早上九点" in (await home.hear("我今天还有什么药要吃")).replace("上午", "早上")
    assert "不再提醒" in await home.hear("取消降压药的提醒")
    assert home.recurrences() == []


@pytest.mark.parametrize(
    ("said", "answers", "kept"),
    [
        ("八点提醒我吃降压药", ("晚上",), Recurrence(("20:00",), on=date(2026, 3, 2))),
        ("过一会儿提醒我吃降压药", ("半个钟头",), Recurrence(("10:30",), on=date(2026, 3, 2))),
        ("每隔六小时提醒我吃头孢", ("早上八点",), Recurrence(("02:00", "08:00", "14:00", "20:00"))),
        ("明天提醒我吃钙片", ("晌午头",), Recurrence(("12:00",), on=date(2026, 3, 3))),
        ("每逢初一十五早上六点提醒我吃钙片", (), Recurrence(("06:00",), month_days=(1, 15), lunar=True)),
        ("每天早饭后半小时提醒我吃二甲双胍", (), Recurrence(("08:00",))),
    ],
)
async def test_a_time_is_kept_as_it_was_meant(
    home: Home, said: str, answers: tuple[str, ...], kept: Recurrence
) -> None:
    reply = await home.say(said)
    for answer in answers:
        assert reply.expects_answer, reply
        reply = await home.say(answer)
    assert home.recurrences() == [kept], reply


async def test_missed_over_a_power_cut_is_told_and_reported(home: Home) -> None:
    await home.hear("每天早上八点提醒我吃降压药")
    assert home.speaker.look_at(local(8, day=3) + timedelta(hours=3)) == []
    assert "早上八点的降压药" in home.speaker.round.untold()
    assert "错过" in await home.hear("今天还有什么药")
    assert [kind.value for kind, _ in home.speaker.events()] == ["dose_missed"]


# What is no medicine.


@pytest.mark.parametrize(
    ("said", "answers", "last", "kept"),
    [
        ("明天早上六点叫我起床", (), "好，明天早上六点叫您起床。", (ALARM, "起床", "06:00")),
        ("定个七点的闹钟", ("早上",), "好，明天早上七点叫您。", (ALARM, "", "07:00")),
        ("倒计时十分钟", (), "好，十分钟以后叫您。", (COUNTDOWN, "", "10:10:00")),
        ("二十分钟以后提醒我关火", (), "好，二十分钟以后提醒您关火。", (TASK, "关火", "10:20:00")),
        (
            "提醒我下午三点给闺女打电话",
            (),
            "记好了，今天下午三点，提醒您给闺女打电话。",
            (TASK, "给闺女打电话", "15:00"),
        ),
        ("每天晚上九点提醒我睡觉", (), "记好了，每天晚上九点，提醒您睡觉。", (TASK, "睡觉", "21:00")),
        ("每周三提醒我去社区量血压", ("上午九点",), "每个星期三的上午九点", (TASK, "去社区量血压", "09:00")),
        ("提醒我接孙子", ("后晌四点半",), "记好了，今天下午四点半，提醒您接孙子。", (TASK, "接孙子", "16:30")),
        ("设个提醒", ("给闺女打电话", "下午三点"), "提醒您给闺女打电话", (TASK, "给闺女打电话", "15:00")),
        ("帮我定个倒计时", ("一刻钟",), "好，十五分钟以后叫您。", (COUNTDOWN, "", "10:15:00")),
        ("一周三次提醒我去练太极", ("一三五", "上午九点"), "星期一、星期三和星期五", (TASK, "去练太极", "09:00")),
        ("提醒我给老伴过生日", ("农历八月十五", "早上八点"), "九月二十五号", (TASK, "给老伴过生日", "08:00")),
        ("过一会儿提醒我关火", ("半个钟头",), "好，半个小时以后提醒您关火。", (TASK, "关火", "10:30:00")),
        ("下午三点提醒我去买降压药", (), "提醒您去买降压药", (TASK, "去买降压药", "15:00")),
    ],
)
async def test_what_is_no_medicine_is_set_and_read_back(
    home: Home, said: str, answers: tuple[str, ...], last: str, kept: tuple[ReminderKind, str, str]
) -> None:
    reply = await home.say(said)
    for answer in answers:
        assert reply.expects_answer, reply
        reply = await home.say(answer)
    assert last in "".join(reply.lines)
    (entry,) = home.speaker.book.entries("wang")
    assert (entry.kind, entry.about, *entry.recurrence.times) == kept and entry.medicine == ""


async def test_something_else_in_between_and_the_form_goes_on(home: Home) -> None:
    assert "什么事" in await home.hear("设个提醒")
    assert "上午十点" in await home.hear("现在几点了")
    assert "什么时候" in await home.hear("接孙子")
    assert (await home.say("现在几点了")).intent == "ask_time"
    assert "接孙子" in await home.hear("下午三点")
    await home.hear("设个提醒")
    assert "算了" in await home.hear("算了")
    assert len(home.recurrences()) == 1


async def test_listed_moved_and_cancelled_beside_medicine(home: Home) -> None:
    await home.hear("每天晚上八点提醒我吃降压药")
    await home.hear("下午三点提醒我接孙子")
    await home.hear("定个明天早上七点的闹钟")
    assert await home.hear("我今天还有什么事") == "今天还有两件事：下午三点接孙子和晚上八点吃降压药。"
    assert "今天还有一次药" in await home.hear("今天还有什么药")
    assert "三个提醒" in await home.hear("我都有什么提醒")
    assert "下午四点" in await home.hear("把接孙子改到四点")
    assert "明天早上七点半" in await home.hear("闹钟往后推半小时")
    assert "取消了：明天早上七点半的闹钟" in await home.hear("关掉七点半的闹钟")
    assert home.speaker.look_at(local(16)) == ["该接孙子了。"]
    assert [entry.medicine for entry in home.speaker.book.entries("wang") if entry.medicine] == ["降压药"]


async def test_story_an_alarm_is_put_right_put_off_and_answered(story: StoryHome) -> None:
    """Without the wake word, and nobody hears of it but her."""
    await story.hears("定个明天早上八点的闹钟")
    assert "上午九点" in await story.hears("不是八点，是九点")
    nine = story.clock.now().astimezone(ZONE).replace(hour=9, minute=0) + timedelta(days=1)
    assert len(await story.at(nine)) == 1
    assert "五分钟" in await story.hears("再睡五分钟", called=False)
    assert await story.at(nine + timedelta(minutes=4)) == []
    assert len(await story.at(nine + timedelta(minutes=5))) == 1
    assert await story.hears("今天冷不冷", called=False) == ""
    assert await story.hears("起来了", called=False) == "好，不响了。"
    assert await story.at(nine + timedelta(minutes=30)) == []
    assert story.posted() == [] and story.book_of_doses.entries("wang") == ()


async def test_story_a_countdown_in_a_power_cut_is_told_as_missed(story: StoryHome) -> None:
    await story.hears("二十分钟以后提醒我关火")
    now = story.clock.now()
    assert await story.at(now + timedelta(minutes=51)) == []
    assert "没提醒到您的" in (said := await story.hears("现在几点了")) and "关火" in said
    await story.hears("倒计时十分钟")
    assert await story.at(now + timedelta(minutes=61)) == ["十分钟到了。"]
    assert await story.hears("停", called=False)
    assert await story.at(now + timedelta(minutes=70)) == []
