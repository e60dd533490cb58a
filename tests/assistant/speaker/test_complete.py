"""What is a whole request."""

from __future__ import annotations

import pytest

from assistant.speaker.complete import is_complete_request


@pytest.mark.parametrize(
    ("intent", "confidence", "entities", "complete"),
    [
        ("ask_weather", 0.9, (), True),
        ("ask_weather", 0.5, (), False),
        ("nlu_fallback", 1.0, (), False),
        ("set_reminder", 0.9, ("time",), False),
        ("set_reminder", 0.9, ("medicine",), False),
        ("set_reminder", 0.9, ("time", "medicine"), True),
        ("call_person", 0.9, (), False),
        ("send_message", 0.9, ("person",), False),
    ],
)
def test_a_request_by_itself(intent: str, confidence: float, entities: tuple[str, ...], complete: bool) -> None:
    assert is_complete_request(intent, confidence, entities) is complete


@pytest.mark.parametrize(
    ("intent", "confidence", "complete"),
    [
        ("set_reminder", 0.9, True),
        ("call_person", 0.9, True),
        ("set_reminder", 0.5, False),
        ("nlu_fallback", 1.0, False),
    ],
)
def test_an_answer_lacks_nothing_that_was_said_before(intent: str, confidence: float, complete: bool) -> None:
    assert is_complete_request(intent, confidence, (), asked=True) is complete


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("定个明天早上七点的闹钟", True),
        ("明天早上六点叫我起床", True),
        ("wake me up at six", True),
        ("倒计时十分钟", True),
        ("提醒我下午三点给闺女", False),  # she may go on
        ("每天早上八点提醒我吃", False),
    ],
)
def test_an_alarm_needs_but_its_time(text: str, complete: bool) -> None:
    assert is_complete_request("set_reminder", 0.9, ("time",), text=text) is complete
    assert not is_complete_request("set_reminder", 0.9, (), text=text)
