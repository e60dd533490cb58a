"""Echo, attention, light and urgency: pure decisions as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.hearing.feeling import Feeling
from assistant.speaker.attention import Addressed, Attention, answers_a_reminder
from assistant.speaker.echo import is_echo, is_echo_of_cry
from assistant.speaker.light_board import LightBoard
from assistant.speaker.question_desk import may_ask_again
from assistant.speaker.questions import urgency_after
from hardware.ports import LightState
from messages.payloads import Urgency
from tests.assistant.standins import RecordingLight


@pytest.mark.parametrize(
    ("heard", "said", "echo"),
    [
        ("别怕我这就叫人", "别怕，我这就叫人。", True),
        ("这就叫人", "别怕，我这就叫人。", True),
        ("最低零下四度最高", "今天挺冷的，最低零下四度，最高四度。", True),
        ("救命", "今天挺冷的，最低零下四度，最高四度。", False),
        ("停", "今天挺冷的，最低零下四度，最高四度。", False),
        ("我头晕得厉害", "您的心率有点快，现在感觉怎么样？", False),
        ("", "您好", False),
        ("您好", "", False),
        ("您好今天天气怎么样明天呢后天呢", "您好", False),
    ],
)
def test_echo(heard: str, said: str, echo: bool) -> None:
    assert is_echo(heard, said) is echo


@pytest.mark.parametrize(
    ("heard", "said", "echo"),
    [
        ("喊救命", "要叫人，就喊救命。", True),
        ("救命", "要叫人，就喊救命。", True),
        ("救命救命", "要叫人，就喊救命。", False),
        ("救命啊救命", "要叫人，就喊救命。", False),
        ("快来人啊救命", "要叫人，就喊救命。", False),
        ("叫人来帮忙", "您要我叫人来帮忙吗？", True),
        ("救命", "这件事过一会儿再跟我说。", False),
        ("救命", "", False),
    ],
)
def test_echo_of_a_cry(heard: str, said: str, echo: bool) -> None:
    assert is_echo_of_cry(heard, said) is echo


@pytest.mark.parametrize(
    ("text", "held", "now_s", "addressed", "request_"),
    [
        ("小安小安几点了", False, 0, Addressed.WAKE_WORD, "几点了"),
        ("小安小安几点了", True, 0, Addressed.HELD, "几点了"),
        ("几点了", True, 0, Addressed.HELD, "几点了"),
        ("几点了", False, 9.9, Addressed.OPEN, "几点了"),
        ("几点了", False, 10.1, Addressed.NOT, "几点了"),
        ("小安小安", False, 99, Addressed.WAKE_WORD, ""),
    ],
)
def test_attention(text: str, held: bool, now_s: float, addressed: Addressed, request_: str) -> None:
    assert Attention(open_until_s=10).address(text, held, now_s, "小安小安") == (addressed, request_)


@pytest.mark.parametrize(
    ("finding", "answer", "urgency"),
    [
        (Urgency.URGENT, Feeling.FINE, Urgency.ATTENTION),
        (Urgency.ATTENTION, Feeling.FINE, Urgency.ATTENTION),
        (Urgency.ATTENTION, Feeling.UNWELL, Urgency.EMERGENCY),
        (Urgency.ATTENTION, None, Urgency.URGENT),
        (Urgency.URGENT, None, Urgency.URGENT),
        (Urgency.EMERGENCY, None, Urgency.EMERGENCY),
        (Urgency.ATTENTION, Feeling.UNKNOWN, Urgency.URGENT),
    ],
)
def test_the_answer_or_the_silence_sets_the_urgency(finding: Urgency, answer: Feeling | None, urgency: Urgency) -> None:
    assert urgency_after(finding, answer) is urgency


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("吃过了", True), ("吃了药了。", True), ("taken", True), ("I've taken it.", True), ("I took my pills", True),
        ("过一会儿再说", True), ("吃什么了", False), ("I took a walk", False), ("", False), ("好" * 10_000, False),
    ],
)  # fmt: skip
def test_what_answers_a_reminder(text: str, answers: bool) -> None:
    assert answers_a_reminder(text) is answers


NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(("ago_s", "may"), [(None, True), (0, False), (599, False), (600, True)])
def test_an_unclear_cry_is_asked_about_once_in_ten_minutes(ago_s: float | None, may: bool) -> None:
    last = None if ago_s is None else NOW - timedelta(seconds=ago_s)
    assert may_ask_again(last, NOW, 600) is may


def test_an_open_alert_wins_the_light() -> None:
    light = RecordingLight()
    board = LightBoard(light)
    board.turn(LightState.LISTENING)
    board.alert(LightState.ALERT_SENT)
    board.turn(LightState.THINKING)
    board.alert(None)
    expected = [
        LightState.IDLE,
        LightState.LISTENING,
        LightState.ALERT_SENT,
        LightState.ALERT_SENT,
        LightState.THINKING,
    ]
    assert light.states == expected
