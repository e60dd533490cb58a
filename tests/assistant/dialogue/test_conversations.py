"""Conversations with the real Rasa server and the real action server."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from assistant.dialogue.rasa_client import RasaDialogue
from assistant.ports import DialogueError, Reply
from tests.assistant.dialogue.recording import Home
from tests.assistant.dialogue.story_home import ZONE, StoryHome

pytestmark = pytest.mark.rasa


class Talk:
    """One conversation."""

    def __init__(self, dialogue: RasaDialogue) -> None:
        self._dialogue, self._id = dialogue, uuid4().hex

    async def say(self, text: str) -> Reply:
        return await self._dialogue.respond(text, self._id)


@pytest.fixture
def talk(dialogue: RasaDialogue) -> Talk:
    return Talk(dialogue)


async def test_a_question_reaches_its_skill_with_all_that_was_understood(talk: Talk, home: Home) -> None:
    reply = await talk.say("青岛明天冷不冷")
    assert reply == Reply(("said ask_weather",), expects_answer=False, intent="ask_weather")
    request = home.last("ask_weather")
    assert (request.text, request.resident, request.intent) == ("青岛明天冷不冷", "wang", "ask_weather")
    assert request.entities == (("place", "青岛"), ("date", "明天"))
    assert request.now.isoformat() == "2026-11-21T08:30:00+08:00"
    assert request.ranking[0] == "ask_weather"


@pytest.mark.parametrize(
    ("words", "metric"),
    [("给我做个检查", ()), ("帮我测一下身体", ()), ("我要体检了", ()), ("小安给我量一下血压", (("metric", "血压"),))],
)
async def test_a_check_is_asked_for_in_many_ways(
    talk: Talk, home: Home, words: str, metric: tuple[tuple[str, str], ...]
) -> None:
    assert await talk.say(words) == Reply(("said start_check",), intent="start_check")
    assert home.last("start_check").entities == metric


async def test_both_slots_at_once_set_the_reminder_in_one_turn(talk: Talk, home: Home) -> None:
    reply = await talk.say("每天早上八点提醒我吃降压药")
    assert reply == Reply(("said set_reminder",), intent="set_reminder")
    slots = home.last("set_reminder").slots
    assert (slots["medicine"], slots["reminder_time"]) == ("降压药", "每天早上八点")


async def test_the_form_asks_for_the_time_and_then_sets(talk: Talk, home: Home) -> None:
    assert await talk.say("提醒我吃二甲双胍") == Reply(("ask reminder_time",), True, "set_reminder")
    assert (await talk.say("晚上九点")).lines == ("said set_reminder",)
    slots = home.last("set_reminder").slots
    assert (slots["medicine"], slots["reminder_time"]) == ("二甲双胍", "晚上九点")


async def test_the_form_takes_an_unknown_medicine_as_free_text(talk: Talk, home: Home) -> None:
    assert (await talk.say("早上七点提醒我吃药")).lines == ("ask medicine",)
    assert (await talk.say("波依定")).lines == ("said set_reminder",)
    assert home.last("set_reminder").slots["medicine"] == "波依定"


async def test_two_questions_and_a_time_that_is_no_medicine(talk: Talk, home: Home) -> None:
    assert (await talk.say("给我设个吃药提醒")).lines == ("ask medicine",)
    assert (await talk.say("早上八点")).lines == ("ask medicine",)
    assert (await talk.say("钙片")).lines == ("said set_reminder",)
    slots = home.last("set_reminder").slots
    assert (slots["medicine"], slots["reminder_time"]) == ("钙片", "早上八点")


async def test_two_times_are_one_plan(talk: Talk, home: Home) -> None:
    await talk.say("早上八点和晚上八点提醒我吃降糖药")
    assert home.last("set_reminder").slots["reminder_time"] == "早上八点和晚上八点"


async def test_an_open_question_of_another_skill_hears_the_answer_before_the_form(talk: Talk, home: Home) -> None:
    home.form.yields = True
    try:
        reply = await talk.say("提醒我吃降压药")
    finally:
        home.form.yields = False
    assert reply == Reply(("said set_reminder",), intent="set_reminder")
    assert "medicine" not in home.last("set_reminder").slots
    assert (await talk.say("提醒我吃降压药")).lines == ("ask reminder_time",)


async def test_a_value_the_form_refuses_is_asked_again(talk: Talk, home: Home) -> None:
    await talk.say("提醒我吃降压药")
    assert await talk.say("不知道") == Reply(("ask reminder_time",), True, "set_reminder")
    assert ("reminder_time", "不知道") in home.form.checked
    assert home.skills["set_reminder"].heard == []


@pytest.mark.parametrize(("words", "answer"), [("算了", "deny"), ("不用了", "deny"), ("停", "stop")])
async def test_the_form_is_left_for_good(talk: Talk, home: Home, words: str, answer: str) -> None:
    await talk.say("提醒我吃降压药")
    assert (await talk.say(words)).lines == (f"said {answer}",)
    assert home.skills["set_reminder"].heard == []
    assert (await talk.say("今天冷不冷")).lines == ("said ask_weather",)
    assert "medicine" not in home.last("ask_weather").slots


async def test_another_question_in_between_is_answered_and_the_form_goes_on(talk: Talk, home: Home) -> None:
    await talk.say("提醒我吃降压药")
    reply = await talk.say("现在几点了")
    assert reply == Reply(("said ask_time", "ask reminder_time"), expects_answer=True, intent="ask_time")
    assert (await talk.say("早上八点")).lines == ("said set_reminder",)


async def test_a_second_reminder_starts_with_empty_slots(talk: Talk, home: Home) -> None:
    await talk.say("每天早上八点提醒我吃降压药")
    assert (await talk.say("设个提醒")).lines == ("ask medicine",)


async def test_failures_in_a_row_are_counted_and_forgotten_after_success(talk: Talk, home: Home) -> None:
    assert await talk.say("土豆炖牛肉咋做好吃") == Reply(("count 1",), True, "nlu_fallback")
    assert (await talk.say("隔壁老太太家孙子结婚了")).lines == ("count 2",)
    request = home.last("nlu_fallback")
    assert request.intent == "nlu_fallback"
    assert not {"nlu_fallback", "out_of_scope"} & set(request.ranking)
    await talk.say("好的")
    assert home.last("affirm").slots["offered_intent"] == request.ranking[0]
    assert (await talk.say("土豆炖牛肉咋做好吃")).lines == ("count 1",)


async def test_naming_one_of_the_offers_goes_on_with_it(talk: Talk, home: Home) -> None:
    await talk.say("土豆炖牛肉咋做好吃")
    assert (await talk.say("给我放段豫剧")).lines == ("said play_opera",)
    assert home.last("play_opera").entity("genre") == "豫剧"


async def test_a_text_that_names_an_intent_is_no_back_door(talk: Talk, home: Home) -> None:
    await talk.say("/confirm_dose")
    assert home.skills["confirm_dose"].heard == []


async def test_ten_thousand_characters_are_answered(talk: Talk, home: Home) -> None:
    assert (await talk.say("今天冷不冷。" * 1667)).lines == ("said ask_weather",)


async def test_a_dead_action_server_is_an_error(dialogue: RasaDialogue) -> None:
    """No app is served here, so Rasa finds nobody on the actions port."""
    with pytest.raises(DialogueError, match="nothing"):
        await dialogue.respond("今天冷不冷", uuid4().hex)


# What follows are the stories of docs/conversation.md, with the real skills.


def at(hour: int, minute: int = 0, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


async def test_story_the_weather_and_the_day_after(story: StoryHome) -> None:
    assert "度" in await story.hears("今天冷不冷")
    assert "明天" in await story.hears("那明天呢")
    assert "北京" in await story.hears("那北京呢")


async def test_story_a_reminder_is_put_right_in_the_middle_and_afterwards(story: StoryHome) -> None:
    assert "每天上午九点" in await story.hears("每天早上八点，不对，九点提醒我吃降压药")
    assert "早上八点" in await story.hears("不是九点，是八点")
    (entry,) = story.book_of_doses.entries("wang")
    assert entry.recurrence.times == ("08:00",)


async def test_story_one_question_at_a_time_and_a_change_of_mind(story: StoryHome) -> None:
    assert (await story.hears("给我设个吃药提醒")).count("？") == 1
    assert (await story.hears("降压药", called=False)).count("？") == 1
    assert "空城计" in (said := await story.hears("算了，放段空城计吧", called=False))
    assert "？" not in said
    assert story.book_of_doses.entries("wang") == ()
    playing = story.player.playing
    assert "借东风" in await story.hears("再来一个")
    assert story.player.playing != playing


async def test_story_two_slots_in_one_answer(story: StoryHome) -> None:
    await story.hears("给我设个吃药提醒")
    assert "每天晚上九点" in await story.hears("每天晚上九点吃钙片", called=False)


async def test_story_it_costs_what_nobody_here_knows(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert "降压药多少钱" in await story.hears("它多少钱一盒")
    assert "社区" in await story.hears("好", called=False)
    assert [detail["kind"] for kind, detail in story.posted() if kind == "request"] == ["community"]


async def test_story_a_message_is_read_back_and_a_call_put_right(story: StoryHome) -> None:
    assert "对吗" in await story.hears("跟女儿说我晚上不回来吃饭")
    assert story.posted() == []
    assert "转告女儿" in await story.hears("对", called=False)
    assert "女儿" in await story.hears("给女儿打电话")
    assert "儿子" in await story.hears("不是女儿，是儿子")
    assert [detail["person"] for _, detail in story.posted()] == ["李梅", "李梅", "王强"]


async def test_story_not_understood_in_three_steps_and_anew_after_success(story: StoryHome) -> None:
    first = await story.hears("土豆炖牛肉咋做好吃")
    second = await story.hears("隔壁老太太家孙子结婚了", called=False)
    third = await story.hears("隔壁老太太家孙子结婚了", called=False)
    assert "换个说法" in first
    assert "还是" in second
    assert "社区的人" in third
    assert "现在是" in await story.hears("现在几点了")
    assert await story.hears("土豆炖牛肉咋做好吃") == first


async def test_story_slower_louder_and_patient_for_good(story: StoryHome) -> None:
    before = (story.kept.speech_rate, story.kept.volume, story.kept.pause_s)
    for words in ("慢一点", "大点声", "我说话慢，等等我"):
        assert await story.hears(words)
    slower, louder, longer = story.kept.speech_rate, story.kept.volume, story.kept.pause_s
    assert slower < before[0] and louder > before[1] and longer > before[2]


@pytest.mark.parametrize("talk", ["好的", "不用了", "是", "吃过了", "今天冷不冷", "再说一遍", "小声点"])
async def test_story_talk_in_the_room_is_left_alone(story: StoryHome, talk: str) -> None:
    story.mouth.silent_since -= 60
    assert await story.hears(talk, called=False) == ""


async def test_story_a_dose_is_put_off_asked_about_moved_and_taken(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert len(await story.at(at(8))) == 1
    assert "十五分钟" in await story.hears("等会儿再吃", called=False)
    assert await story.at(at(8, 14)) == []
    assert len(await story.at(at(8, 15))) == 1
    assert "降压药" in await story.hears("吃过了", called=False)
    assert await story.at(at(8, 30)) == []
    assert "吃过" in await story.hears("今天还有什么药")
    assert "上午九点" in await story.hears("改到九点")
    assert len(await story.at(at(9, day=23))) == 1
    assert "不再提醒" in await story.hears("取消吃降压药的提醒")
    assert await story.at(at(9, day=24)) == []


async def test_story_a_dose_missed_in_a_power_cut_is_told_at_the_next_conversation(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    assert await story.at(at(10, 1)) == []
    said = await story.hears("现在几点了")
    assert "没有提醒您" in said and "先别补" in said
    assert "没有提醒您" not in await story.hears("现在几点了")


async def test_story_never_confirmed_it_is_said_louder_and_then_reported(story: StoryHome) -> None:
    await story.hears("每天早上八点提醒我吃降压药")
    for minute in (0, 10, 20, 30, 40):
        assert len(await story.at(at(8, minute))) == 1
    volumes = [volume for _, volume in story.loudspeaker.played[-5:]]
    assert volumes == sorted(volumes) and volumes[0] < volumes[1] < volumes[2]
    await story.at(at(8, 50))
    assert "dose_missed" in [kind for kind, _ in story.posted()]
