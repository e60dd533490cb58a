"""The action server over real HTTP, called as Rasa calls it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from assistant.actions.naming import action_names, form_contract
from assistant.actions.reading import belongs_elsewhere, slot_text
from assistant.actions.server import create_action_app
from skills.ports import Answer, Request
from tests.ports import free_port
from tests.rasa_server import served

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Clock:
    trusted = True

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 0, 30, tzinfo=UTC)


class Scripted:
    """Answers what it is given, and keeps the request."""

    def __init__(self, intent: str, answer: Answer) -> None:
        self.intents = (intent,)
        self._answer = answer
        self.heard: list[Request] = []

    async def answer(self, request: Request) -> Answer:
        self.heard.append(request)
        return self._answer


class Form:
    name = "reminder_form"

    def __init__(self, yields: bool = False) -> None:
        self.yields = yields

    def validate(self, slot: str, value: object, request: Request) -> Mapping[str, object]:
        if value is None:
            return {slot: "found in the words" if slot == "medicine" and "降压药" in request.text else None}
        return {slot: f"checked {value}"}

    def gives_way(self, request: Request) -> bool:
        return self.yields

    def asks_next(self, request: Request) -> str | None:
        return next((slot for slot in ("medicine", "reminder_time") if request.slots.get(slot) is None), None)

    def ask(self, slot: str, request: Request) -> Answer:
        return Answer(f"ask {slot}", expects_answer=True)


WEATHER = Scripted("ask_weather", Answer("晴。", slots={"place": "青岛"}))
SET = Scripted("set_reminder", Answer("记好了。"))
DENY = Scripted("deny", Answer("好。"))
STOP = Scripted("stop", Answer(""))
FALLBACK = Scripted("fallback", Answer("再说一遍好吗？", True, {"fallback_count": 1}))


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = create_action_app((WEATHER, SET, DENY, STOP, FALLBACK), (Form(),), Clock(), SHANGHAI, lambda: "wang")
    async with served(app, free_port()) as address:
        yield address


async def call(url: str, action: str, **tracker: Any) -> httpx.Response:
    latest = {"text": "青岛冷不冷", "intent": {"name": "ask_weather"}, "entities": [], "intent_ranking": []}
    state = {"sender_id": "c", "slots": {}, "latest_message": latest, "events": [], "paused": False} | tracker
    async with httpx.AsyncClient(trust_env=False) as client:
        body = {"next_action": action, "sender_id": "c", "tracker": state, "domain": {}, "version": "3.6.21"}
        return await client.post(f"{url}/webhook", json=body)


def set_slots(answer: httpx.Response) -> dict[str, object]:
    return {event["name"]: event["value"] for event in answer.json()["events"] if event["event"] == "slot"}


async def test_an_answer_becomes_a_text_and_a_custom_message(url: str) -> None:
    answer = await call(url, "action_ask_weather")
    text, custom = answer.json()["responses"]
    assert (answer.status_code, text["text"]) == (200, "晴。")
    assert custom["custom"] == {"expects_answer": False, "intent": "ask_weather"}
    assert set_slots(answer) == {"place": "青岛"}


async def test_the_request_is_read_from_the_tracker(url: str) -> None:
    latest = {
        "text": "青岛明天冷不冷",
        "intent": {"name": "ask_weather"},
        "entities": [{"entity": "place", "value": "青岛"}, {"entity": "place", "value": "青岛"}],
        "intent_ranking": [
            {"name": "nlu_fallback"},
            {"name": "ask_weather"},
            {"name": "out_of_scope"},
            {"name": "greet"},
        ],
    }
    await call(url, "action_ask_weather", latest_message=latest, slots={"medicine": None, "fallback_count": 1})
    request = WEATHER.heard[-1]
    assert request.entities == (("place", "青岛"),)
    assert request.ranking == ("ask_weather", "greet")
    assert request.slots == {"fallback_count": 1}
    assert (request.resident, request.now) == ("wang", datetime(2026, 11, 21, 8, 30, tzinfo=SHANGHAI))


async def test_success_forgets_the_failures_before_it(url: str) -> None:
    answer = await call(url, "action_ask_weather", slots={"fallback_count": 2, "offered_intent": "greet"})
    assert set_slots(answer) == {"fallback_count": None, "offered_intent": None, "place": "青岛"}


async def test_the_fallback_keeps_its_count_and_is_named_so(url: str) -> None:
    answer = await call(url, "action_fallback", slots={"fallback_count": 2})
    assert set_slots(answer) == {"fallback_count": 1}
    assert answer.json()["responses"][-1]["custom"] == {"expects_answer": True, "intent": "nlu_fallback"}
    assert FALLBACK.heard[-1].intent == "fallback"


async def test_a_finished_form_is_emptied_and_the_skill_hears_its_own_intent(url: str) -> None:
    slots = {"medicine": "钙片", "reminder_time": "八点", "time_ambiguity": "八点"}
    answer = await call(url, "action_set_reminder", slots=slots)
    assert set_slots(answer) == {"medicine": None, "reminder_time": None, "time_ambiguity": None}
    assert (SET.heard[-1].intent, SET.heard[-1].slots) == ("set_reminder", slots)


async def test_a_left_form_is_emptied(url: str) -> None:
    loop = {"name": "reminder_form"}
    assert set_slots(await call(url, "action_deny", slots={"medicine": "钙片"}, active_loop=loop)) == {"medicine": None}
    assert set_slots(await call(url, "action_deny", slots={"medicine": "钙片"})) == {}


async def test_an_answer_without_words_is_no_text(url: str) -> None:
    responses = (await call(url, "action_stop")).json()["responses"]
    assert [response["text"] for response in responses] == [None]
    assert responses[0]["custom"]["intent"] == "stop"


async def test_the_validator_checks_only_what_was_just_filled(url: str) -> None:
    events = [
        {"event": "slot", "name": "medicine", "value": "钙片"},
        {"event": "user", "text": "早上八点、晚上八点"},
        {"event": "slot", "name": "reminder_time", "value": ["早上八点", "晚上八点"]},
        {"event": "slot", "name": "requested_slot", "value": "medicine"},
    ]
    answer = await call(url, "validate_reminder_form", events=events)
    assert set_slots(answer) == {"reminder_time": "checked 早上八点和晚上八点"}


async def test_what_the_extractor_missed_is_looked_for_in_the_words(url: str) -> None:
    words = "早上八点提醒我吃降压药"
    latest = {"text": words, "intent": {"name": "set_reminder"}, "entities": [], "intent_ranking": []}
    events = [{"event": "user", "text": words}]
    answer = await call(url, "validate_reminder_form", latest_message=latest, events=events)
    assert set_slots(answer) == {"medicine": "found in the words", "requested_slot": "reminder_time"}
    kept = await call(url, "validate_reminder_form", latest_message=latest, events=events, slots={"medicine": "钙片"})
    assert set_slots(kept) == {"requested_slot": "reminder_time"}


@pytest.mark.parametrize(
    ("requested", "settled"),
    [
        (None, {"medicine": None, "reminder_about": None, "reminder_time": None, "requested_slot": None}),
        ("medicine", {}),
    ],
)
async def test_only_a_form_that_starts_gives_way_to_an_open_question(
    requested: str | None, settled: dict[str, None]
) -> None:
    app = create_action_app((SET,), (Form(yields=True),), Clock(), SHANGHAI, lambda: "wang")
    async with served(app, free_port()) as address:
        answer = await call(address, "validate_reminder_form", slots={"requested_slot": requested})
    assert set_slots(answer) == settled


async def test_the_question_expects_an_answer(url: str) -> None:
    text, custom = (await call(url, "action_ask_reminder_form_medicine")).json()["responses"]
    assert (text["text"], custom["custom"]["expects_answer"]) == ("ask medicine", True)


async def test_an_unknown_action_is_a_clear_error(url: str) -> None:
    answer = await call(url, "action_fly")
    assert answer.status_code == 404
    assert answer.json()["action_name"] == "action_fly"
    assert "action_fly" in answer.json()["error"]


async def test_a_call_without_an_action_is_refused(url: str) -> None:
    assert (await call(url, "")).status_code == 400


async def test_health_names_the_actions(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        health = (await client.get(f"{url}/health")).json()
    assert health["ready"] is True
    assert set(health["actions"]) == action_names((WEATHER, SET, DENY, STOP, FALLBACK), (Form(),))


def test_two_skills_for_one_intent_are_refused() -> None:
    with pytest.raises(ValueError, match="ask_weather"):
        create_action_app((WEATHER, WEATHER), (), Clock(), SHANGHAI, lambda: "wang")


def test_a_form_that_the_domain_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="diet_form"):
        form_contract("diet_form")


@pytest.mark.parametrize(
    ("slot", "value", "entities", "elsewhere"),
    [
        ("medicine", "早上八点", (("time", "早上八点"),), True),
        ("medicine", "波依定", (), False),
        ("medicine", "钙片", (("medicine", "钙片"),), False),
        ("reminder_time", "钙片", (("medicine", "钙片"),), True),
        ("reminder_time", "早饭后", (), False),
        ("reminder_time", "八点", (("time", "八点"),), False),
        ("medicine", "八点吃钙片", (("time", "八点"), ("medicine", "钙片")), False),
    ],
)
def test_free_text_for_another_slot(
    slot: str, value: str, entities: tuple[tuple[str, str], ...], elsewhere: bool
) -> None:
    request = Request("set_reminder", value, datetime(2026, 1, 1, tzinfo=UTC), "wang", entities)
    assert belongs_elsewhere(slot, value, request) is elsewhere


def test_a_slots_value_is_one_text() -> None:
    assert slot_text(["早上八点", "晚上八点"]) == "早上八点和晚上八点"
    assert slot_text("八点") == "八点"
