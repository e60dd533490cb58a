"""Conversations with the real Rasa server and the real action server."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assistant.dialogue.rasa_client import RasaDialogue
from assistant.ports import DialogueError, Reply
from tests.assistant.dialogue.recording import Home

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
