"""What the resident hears of her alert, and what the light shows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args
from uuid import uuid4

import pytest

from assistant.hearing.cry import classify_cry
from assistant.help_line.book import OpenAlert
from assistant.help_line.lines import fixed_lines, light_for, line_for
from assistant.help_line.waiting import truth_due
from assistant.ports import Cry
from config.phrases import load_phrases
from config.settings import HelpSettings, Language
from hardware.ports import LightState
from messages.payloads import AlertState, AlertStateChange

PHRASES = load_phrases("zh")
ID, NOW = uuid4(), datetime(2026, 3, 1, tzinfo=UTC)


def change(state: AlertState, by: str = "") -> AlertStateChange:
    return AlertStateChange(home="home-1", device="station", at=datetime.now(UTC), state=state, by=by)


@pytest.mark.parametrize(
    ("state", "by", "key", "part"),
    [
        (AlertState.RECEIVED, "", "received", "通知社区"),
        (AlertState.ACKNOWLEDGED, "张敏", "", "张敏接到了"),
        (AlertState.ACKNOWLEDGED, "", "acknowledged", "接到了"),
        (AlertState.ON_THE_WAY, "张敏", "", "张敏正在赶来"),
        (AlertState.ON_THE_WAY, "", "on_the_way", "正在赶来"),
        (AlertState.RESOLVED, "张敏", "resolved", "办好了"),
    ],
)
def test_each_state_has_its_line(state: AlertState, by: str, key: str, part: str) -> None:
    line = line_for(change(state, by), PHRASES)
    assert line is not None
    assert line[0] == key
    assert part in line[1]
    assert not key or key in fixed_lines(PHRASES)


@pytest.mark.parametrize("state", [AlertState.JOINED, AlertState.CANCELLED])
def test_nothing_is_said_of_what_she_did_herself_or_need_not_know(state: AlertState) -> None:
    assert line_for(change(state), PHRASES) is None


@pytest.mark.parametrize(
    ("state", "light"),
    [
        (OpenAlert(ID, "raised", "", NOW), LightState.ALERT_SENT),
        (OpenAlert(ID, "raised", "", NOW, told=True), LightState.ALERT_TOLD),
        (OpenAlert(ID, "received", "", NOW), LightState.ALERT_TOLD),
        (OpenAlert(ID, "joined", "", NOW), LightState.ALERT_TOLD),
        (OpenAlert(ID, "acknowledged", "", NOW), LightState.ALERT_ACCEPTED),
        (OpenAlert(ID, "on_the_way", "", NOW), LightState.ALERT_ACCEPTED),
        (None, None),
    ],
)
def test_light(state: OpenAlert | None, light: LightState | None) -> None:
    assert light_for(state) is light


WAITS = HelpSettings(unanswered_after_s=10, unaccepted_after_s=45, reassure_every_s=60)


@pytest.mark.parametrize(
    ("state", "urgency", "waited_s", "times_told", "key"),
    [
        ("raised", "emergency", 9.9, 0, None),
        ("raised", "emergency", 10, 0, "still_trying"),
        ("raised", "emergency", 69.9, 1, None),
        ("raised", "emergency", 70, 1, "still_trying"),
        ("raised", "emergency", 189, 2, None),
        ("raised", "emergency", 190, 2, "still_trying"),
        ("raised", "emergency", 10 + 60 + 120 + 240 + 480 + 600, 5, "still_trying"),
        ("raised", "attention", 999, 0, None),
        ("received", "urgent", 44, 0, None),
        ("received", "urgent", 45, 0, "nobody_yet"),
        ("joined", "emergency", 45, 0, "nobody_yet"),
        ("acknowledged", "emergency", 9999, 0, None),
        ("on_the_way", "emergency", 9999, 0, None),
    ],
)
def test_the_truth_while_nobody_has_it(
    state: str, urgency: str, waited_s: float, times_told: int, key: str | None
) -> None:
    assert truth_due(state, urgency, waited_s, times_told, WAITS) == key


@pytest.mark.parametrize("language", get_args(Language))
def test_no_fixed_line_is_a_cry_for_help_itself(language: Language) -> None:
    assert {
        key for key, text in fixed_lines(load_phrases(language)).items() if classify_cry(text) is not Cry.NONE
    } == set()
