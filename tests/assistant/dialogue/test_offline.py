"""What the resident hears while the engine is starting or dead."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from assistant.dialogue.offline import DialogueWithBasics, spoken_time
from assistant.ports import DialogueError, Reply, Understanding
from config.phrases import Phrases, load_phrases
from config.settings import Language

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Noon:
    trusted = True

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 7, 5, tzinfo=UTC)


class Engine:
    """An engine that is dead until told otherwise."""

    alive = False

    async def ready(self) -> bool:
        return self.alive

    async def parse(self, text: str) -> Understanding:
        if not self.alive:
            raise DialogueError("dead")
        return Understanding(text, "ask_weather", 0.9)

    async def respond(self, text: str, conversation: str) -> Reply:
        if not self.alive:
            raise DialogueError("dead")
        return Reply(("晴天。",), intent="ask_weather")


@pytest.fixture
def phrases() -> Phrases:
    return load_phrases("zh")


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def dialogue(engine: Engine, phrases: Phrases) -> DialogueWithBasics:
    return DialogueWithBasics(engine, phrases, Noon(), SHANGHAI)


async def test_the_engine_answers_when_it_can(dialogue: DialogueWithBasics, engine: Engine) -> None:
    engine.alive = True
    assert (await dialogue.respond("今天冷不冷", "c")).lines == ("晴天。",)
    assert (await dialogue.parse("停")).intent == "ask_weather"
    assert await dialogue.ready()


async def test_the_basics_work_without_it(dialogue: DialogueWithBasics, phrases: Phrases) -> None:
    assert await dialogue.respond("别说了", "c") == Reply((phrases("assistant.dialogue.stopped"),), intent="stop")
    time = await dialogue.respond("现在几点了", "c")
    assert time == Reply(("现在是下午3点05分，今天是11月21号，星期六。",), intent="ask_time")
    assert (await dialogue.respond("好的", "c")).intent == "affirm"
    assert (await dialogue.respond("不用了", "c")).intent == "deny"
    assert await dialogue.respond("再说一遍", "c") == Reply((), intent="repeat")
    assert (await dialogue.parse("停")).intent == "stop"
    with pytest.raises(DialogueError):
        await dialogue.parse("今天冷不冷")
    assert not await dialogue.ready()


async def test_the_rest_is_promised_for_later_and_a_failure_sounds_unlike_a_start(
    dialogue: DialogueWithBasics, engine: Engine, phrases: Phrases
) -> None:
    starting = await dialogue.respond("今天冷不冷", "c")
    assert starting.lines == (phrases("assistant.dialogue.starting"),)
    engine.alive = True
    await dialogue.respond("今天冷不冷", "c")
    engine.alive = False
    assert (await dialogue.respond("今天冷不冷", "c")).lines == (phrases("assistant.dialogue.broken"),)


@pytest.mark.parametrize(
    ("utc", "said"),
    [
        (datetime(2026, 1, 1, 16, 0, tzinfo=UTC), "现在是凌晨12点整，今天是1月2号，星期五。"),
        (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), "现在是上午8点整，今天是1月1号，星期四。"),
        (datetime(2026, 1, 1, 4, 30, tzinfo=UTC), "现在是中午12点30分，今天是1月1号，星期四。"),
        (datetime(2026, 1, 4, 15, 59, tzinfo=UTC), "现在是晚上11点59分，今天是1月4号，星期天。"),
    ],
)
def test_the_time_as_it_is_said(utc: datetime, said: str, phrases: Phrases) -> None:
    assert spoken_time(utc.astimezone(SHANGHAI), phrases) == said


@pytest.mark.parametrize("language", get_args(Language))
def test_every_language_says_the_time(language: Language) -> None:
    assert re.search(r"\d", spoken_time(datetime(2026, 1, 1, 8, 30, tzinfo=SHANGHAI), load_phrases(language)))
