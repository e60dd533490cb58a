"""Every intent is answered, whatever is said, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.phrases import load_phrases
from skills.fallback import OFFERABLE
from tests.skills.conftest import House

INTENTS = [
    "ask_weather",
    "play_opera",
    "control_playback",
    "set_reminder",
    "change_reminder",
    "snooze",
    "ask_reminders",
    "cancel_reminder",
    "confirm_dose",
    "start_check",
    "call_person",
    "send_message",
    "ask_time",
    "change_volume",
    "change_speech",
    "ask_health",
    "call_for_help",
    "cancel_help",
    "ask_community",
    "affirm",
    "deny",
    "greet",
    "help_me_use",
    "stop",
    "repeat",
    "fallback",
]
WORDS = (
    "",
    " ",
    "啊",
    "好的",
    "不要",
    "每天早上八点降压药",
    "{}",
    "{place}",
    "%s",
    "\x00",
    "😀",
    "今天" * 5000,
    "hello",
    "第二个",
    "a" * 10_000,
)


def test_every_intent_has_exactly_one_skill(house: House) -> None:
    covered = [intent for skill in house.skills for intent in skill.intents]
    assert sorted(covered) == sorted(INTENTS)
    assert [form.name for form in house.forms] == ["reminder_form"]
    assert set(OFFERABLE) < set(INTENTS)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("intent", INTENTS)
async def test_any_text_is_answered(intent: str, language: str, tmp_path: Path) -> None:
    """Blank, braces, ten thousand characters: an answer that is not empty, and not endless."""
    for text in WORDS:
        house = House(load_phrases("zh" if language == "zh" else "en"), tmp_path)
        house.player.files = (Path("a"), Path("b"))
        for entities in (
            {},
            {
                "place": text,
                "date": text,
                "time": text,
                "medicine": text,
                "person": text,
                "title": text,
                "metric": text,
            },
        ):
            answer = await house.hear(intent, text, **entities)
            assert len(answer.text) < 400


@given(st.lists(st.tuples(st.sampled_from(INTENTS), st.sampled_from(WORDS) | st.text(max_size=20)), max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_conversation_is_answered(tmp_path: Path, turns: list[tuple[str, str]]) -> None:
    house = House(load_phrases("zh"), tmp_path)
    for intent, text in turns:
        await house.hear(intent, text, ("ask_time",))


async def test_the_answers_in_english_hold_no_chinese(english_house: House) -> None:
    for intent in INTENTS:
        said = (await english_house.hear(intent, "")).text.replace("女儿", "").replace("儿子", "")
        assert not re.search("[\u4e00-\u9fff]", said), (intent, said)
