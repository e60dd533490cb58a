"""The stories of docs/conversation.md about talking: real Rasa, real skills, real turns; stand-ins are devices only."""

from __future__ import annotations

import asyncio

import pytest

from assistant.speaker.attention import Addressed
from assistant.speaker.own_voice import HeardAt
from assistant.store.voice_settings import StoredVoiceSettings
from config.settings import HearingSettings
from tests.assistant.dialogue.story_home import LI, Dwelling, StoryHome
from tests.skills.conftest import NOW

pytestmark = pytest.mark.rasa


def sounds(story: StoryHome) -> bool:
    """True while music plays."""
    return story.player.playing is not None and not story.player.paused


async def says(story: StoryHome, text: str) -> None:
    """Returns when the loudspeaker has begun with that."""
    async with asyncio.timeout(60):
        while story.mouth.saying != text:
            await asyncio.sleep(0)


async def test_story_the_weather_and_the_day_after(story: StoryHome) -> None:
    assert "度" in await story.hears("今天冷不冷")
    assert "明天" in await story.hears("那明天呢")
    assert "北京" in await story.hears("那北京呢")
    assert "哪个城市" in await story.hears("那闺女那边呢")
    assert "临清" in await story.hears("她在临清", called=False)
    assert "临清明天" in await story.hears("闺女那边明天冷不冷")


async def test_story_the_microphone_stays_open_for_eight_seconds_after_a_question(story: StoryHome) -> None:
    story.turns._settings = HearingSettings()
    await story.hears("提醒我吃降压药")
    until_s = story.turns._attention.open_until_s
    assert until_s >= story.mouth.silent_since + 1.0 + 8.0  # a second has passed in `hears`
    late = await story.turns.utterance("每天早上八点", False, heard=HeardAt(until_s + 0.1, until_s + 1))
    assert (late.addressed, late.replies, story.book_of_doses.entries("wang")) == (Addressed.NOT, (), ())
    slow = await story.turns.utterance("每天早上八点", False, heard=HeardAt(until_s - 0.1, until_s + 5))
    assert "每天早上八点" in "".join(slow.replies)
    assert len(story.book_of_doses.entries("wang")) == 1


async def test_story_one_question_at_a_time_and_a_change_of_mind(story: StoryHome) -> None:
    assert (await story.hears("给我设个吃药提醒")).count("？") == 1
    assert (await story.hears("降压药", called=False)).count("？") == 1
    assert "空城计" in (said := await story.hears("算了，放段空城计吧", called=False))
    assert "？" not in said
    assert story.book_of_doses.entries("wang") == ()
    playing = story.player.playing
    assert "借东风" in await story.hears("再来一个")
    assert story.player.playing != playing


async def test_story_not_understood_in_three_steps_and_anew_after_success(story: StoryHome) -> None:
    first = await story.hears("土豆炖牛肉咋做好吃")
    second = await story.hears("隔壁老太太家孙子结婚了", called=False)
    third = await story.hears("隔壁老太太家孙子结婚了", called=False)
    assert "换个说法" in first
    assert "还是" in second
    assert "社区的人" in third
    assert "告诉社区" in await story.hears("好", called=False)
    assert story.posted() == [("request", {"kind": "community", "said": "隔壁老太太家孙子结婚了"})]
    assert "现在是" in await story.hears("现在几点了")
    assert await story.hears("土豆炖牛肉咋做好吃") == first


async def test_story_while_opera_plays_a_word_is_enough(story: StoryHome) -> None:
    assert "空城计" in (announced := await story.hears("给我放段空城计"))
    before = story.player.loudness
    assert "小声" in await story.hears("小声点", called=False)
    assert story.player.loudness < before
    assert await story.hears("再说一遍", called=False) == announced
    assert await story.hears("今天冷不冷", called=False) == ""
    assert await story.hears("等一下", called=False)
    assert not sounds(story)
    await story.hears("接着放")
    assert sounds(story)
    await story.hears("停", called=False)
    assert not sounds(story)


async def test_story_while_it_speaks_a_word_is_enough(story: StoryHome) -> None:
    story.loudspeaker._hold = True
    answered = await story.turns.utterance("小安小安今天冷不冷", False)
    await says(story, "".join(answered.replies))
    assert (await story.turns.utterance("大点声", False)).intent == "change_volume"
    again = await story.turns.utterance("没听清，再说一遍", False)
    assert again.replies == answered.replies
    await says(story, "".join(answered.replies))
    assert (await story.turns.utterance("等一下", False)).intent == "stop"
    assert story.loudspeaker.stopped == 2
    story.loudspeaker._hold = False
    story.loudspeaker.finish()
    await story.silent()
    assert await story.hears("再说一遍", called=False) == "".join(answered.replies)


async def test_story_she_has_not_finished(story: StoryHome) -> None:
    before = story.kept.pause_s
    await story.hears("现在几点了")
    assert "等您说完" in await story.hears("我还没说完呢", called=False)
    assert story.kept.pause_s > before
    assert "度" in await story.hears("今天冷不冷", called=False)


async def test_story_slower_louder_and_patient_for_good_and_for_her_alone(dwelling: Dwelling) -> None:
    kept = dwelling.home.kept
    before = (kept.speech_rate, kept.volume, kept.pause_s)
    for words in ("慢一点", "大点声", "我说话慢，等等我"):
        assert await dwelling.home.hears(words)
    dwelling.power_fails()
    await dwelling.power_is_back(NOW)
    home = dwelling.home
    assert home.kept.speech_rate < before[0] and home.kept.volume > before[1] and home.kept.pause_s > before[2]
    await home.hears("现在几点了")
    assert home.loudspeaker.played[-1][1] == home.kept.volume
    assert home.voice.rates[-1] == home.kept.speech_rate
    his = StoredVoiceSettings(home.engine, LI)
    assert (his.volume, his.speech_rate) == (LI.volume, LI.speech_rate)


async def test_story_talk_in_the_room_is_left_alone(story: StoryHome) -> None:
    await story.hears("现在几点了")
    story.mouth.silent_since -= 60
    for talk in (
        "好的",
        "不用了",
        "是",
        "吃过了",
        "今天冷不冷",
        "再说一遍",
        "小声点",
        "等一下",
        "不对，是九点",
        "知道了",
    ):
        assert await story.hears(talk, called=False) == "", talk


async def test_story_a_message_is_read_back_and_a_call_put_right(story: StoryHome) -> None:
    assert "对吗" in await story.hears("跟女儿说我晚上不回来吃饭")
    assert story.posted() == []
    assert "转告女儿" in await story.hears("对", called=False)
    assert "女儿" in await story.hears("给女儿打电话")
    assert "儿子" in await story.hears("不是女儿，是儿子")
    assert [detail["person"] for _, detail in story.posted()] == ["李梅", "李梅", "王强"]


async def test_story_a_message_that_was_not_agreed_to_is_asked_about_at_the_next_conversation(story: StoryHome) -> None:
    assert "对吗" in await story.hears("跟女儿说我晚上不回来吃饭")
    story.clock.forward(3600)
    story.mouth.silent_since -= 3600
    said = await story.hears("今天冷不冷")
    assert "度" in said and "我晚上不回来吃饭" in said and said.endswith("要发吗？")
    assert story.posted() == []
    assert "转告女儿" in await story.hears("发吧", called=False)
    assert [detail["message"] for _, detail in story.posted()] == ["我晚上不回来吃饭"]
    assert "要发吗" not in await story.hears("现在几点了")


async def test_story_it_costs_what_nobody_here_knows(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert "降压药多少钱" in await story.hears("它多少钱一盒")
    assert "社区" in await story.hears("好", called=False)
    assert [detail["kind"] for kind, detail in story.posted() if kind == "request"] == ["community"]
