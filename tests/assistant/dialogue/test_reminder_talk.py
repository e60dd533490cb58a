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
from skills.ports import Recurrence
from tests.assistant.reminders.test_round import Speaker
from tests.assistant.standins import SetClock
from tests.rasa_server import RasaServer, served
from tests.skills.conftest import House

pytestmark = pytest.mark.rasa
ZONE = ZoneInfo("Asia/Shanghai")


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
