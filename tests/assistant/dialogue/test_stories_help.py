"""The stories of docs/conversation.md about calling for help and being told of things: real Rasa, skills and turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest

from assistant import incoming
from assistant.speaker.attention import Addressed
from config.phrases import load_phrases
from config.settings import HelpSettings
from messages.payloads import AlertKind, EventKind, Say, Urgency
from tests.assistant.dialogue.story_home import LI, WANG, StoryHome
from tests.assistant.test_incoming import Home

pytestmark = pytest.mark.rasa
PHRASES = load_phrases("zh")
ASKED = PHRASES("assistant.help.ask_unclear")


@asynccontextmanager
async def reached(story: StoryHome) -> AsyncIterator[Home]:
    """The home's messages from outside; two people live in it."""
    async with asyncio.TaskGroup() as tasks:
        yield Home(story, tasks, {WANG.id: WANG.name, LI.id: LI.address_as})


async def until(met: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not met():
            await asyncio.sleep(0.01)


def counted(story: StoryHome, alerts: int) -> bool:
    """True when so many were raised, and all is silent."""
    return len(story.alerts()) == alerts and not story.mouth.speaking


def played(home: Home, times: int) -> bool:
    return len(home.sent(EventKind.PLAYED)) == times


def patient(story: StoryHome, she_answers: bool) -> None:
    """How long the answer to a question about her is waited for."""
    assert HelpSettings().silence_is_yes_s == 8
    story.desk._settings = HelpSettings(silence_is_yes_s=60 if she_answers else 0.1)


def announcement(story: StoryHome) -> Say:
    return Say(home="home-1", device="station", at=story.clock.now(), text="明天上午停水")


async def test_story_a_definite_cry_needs_no_wake_word_and_is_taken_back_with_i_am_fine(story: StoryHome) -> None:
    await story.hears("给我放段空城计")
    assert "叫人" in await story.hears("快来人啊，我摔倒了", called=False)
    (alert,) = story.alerts()
    assert (alert.kind, alert.urgency, alert.said) == (AlertKind.CRY, Urgency.EMERGENCY, "快来人啊，我摔倒了")
    assert "没事" in await story.hears("我没事", called=False)
    (cancelled,) = [row.payload() for row in story.outbox.due(story.clock.now(), 100) if "cancel" in str(row.payload())]
    assert getattr(cancelled, "about", None) == alert.id
    assert "没有在叫人" in await story.hears("我没事了")


async def test_story_it_is_taken_back_in_other_words_too(story: StoryHome) -> None:
    await story.hears("救命", called=False)
    assert "没事" in await story.hears("不用叫人了")
    assert story.events() == [EventKind.CANCEL]


@pytest.mark.parametrize(("answer", "raised"), [("没事没事，好着呢", False), ("头晕得厉害", True), ("", True)])
async def test_story_an_unclear_cry_is_asked_about_first_and_silence_counts_as_yes(
    story: StoryHome, answer: str, raised: bool
) -> None:
    patient(story, bool(answer))
    asked = await story.turns.utterance("哎哟我不舒服", False)
    assert (asked.replies, story.alerts()) == ((ASKED,), [])
    await until(lambda: story.desk.asking)
    if answer:
        await story.silent()
        story.mouth.silent_since -= 1.0
        await story.turns.utterance(answer, False)
    await until(lambda: not story.desk.asking)
    assert [(alert.kind, alert.asked, alert.answered) for alert in story.alerts()] == (
        [(AlertKind.UNWELL, ASKED, answer)] if raised else []
    )


async def test_story_an_unclear_cry_is_asked_about_once_in_ten_minutes(story: StoryHome) -> None:
    for later_s, asked, alerts in ((0, True, 1), (599, False, 1), (2, True, 2)):
        story.clock.forward(later_s)
        story.mouth.silent_since -= 60
        turn = await story.turns.utterance("哎哟我不舒服", False)
        assert (turn.replies == (ASKED,)) is asked
        await until(partial(counted, story, alerts))


async def test_story_an_announcement_is_played_and_heard_only_when_she_says_so(story: StoryHome) -> None:
    async with reached(story) as home:
        await home.gets(announcement(story))
        await until(lambda: home.sent(EventKind.PLAYED))
        story.mouth.silent_since -= 10
        assert (await story.turns.utterance("妈你吃饭了没有", False)).addressed is Addressed.NOT
        assert home.sent(EventKind.HEARD) == []
        assert "告诉社区您知道了" in await story.hears("知道了", called=False)
        await until(lambda: home.sent(EventKind.HEARD))
    assert story.said[0].startswith("社区通知：明天上午停水。")
    assert await story.hears("知道了", called=False) == ""


async def test_story_any_request_shows_that_she_has_heard_it(story: StoryHome) -> None:
    for request, answer in (("现在几点了", "现在是"), ("知道了", "告诉社区您知道了")):
        async with reached(story) as home:
            heard = len(home.sent(EventKind.HEARD))
            await home.gets(announcement(story))
            await until(partial(played, home, heard + 1))
            story.mouth.silent_since -= 10
            assert answer in await story.hears(request)
        assert len(home.sent(EventKind.HEARD)) == heard + 1


async def test_story_without_an_answer_within_a_minute_it_was_only_played(
    story: StoryHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert incoming.HEARD_WITHIN_S == 60
    monkeypatch.setattr(incoming, "HEARD_WITHIN_S", 0.05)
    async with reached(story) as home:
        await home.gets(announcement(story))
    story.mouth.silent_since -= 10
    assert await story.hears("知道了", called=False) == ""
    assert story.events() == [EventKind.PLAYED]


async def test_story_of_two_residents_the_one_is_asked_whose_band_it_is(story: StoryHome) -> None:
    patient(story, True)
    async with reached(story) as home:
        finding = home.finding().model_copy(update={"resident": LI.id})
        await home.gets(finding)
        await home.until_asking()
        await story.silent()
        story.mouth.silent_since -= 1.0
        await story.turns.utterance("头晕难受", False)
    (alert,) = story.alerts()
    assert (alert.id, alert.resident, alert.urgency) == (finding.id, LI.id, Urgency.EMERGENCY)
    assert alert.asked == story.said[0] == "李大爷，您的心率有点快，现在感觉怎么样？"
