"""What the resident hears of her alert, and what the light shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.help_line.lines import fixed_lines, light_for, line_for
from config.phrases import load_phrases
from hardware.ports import LightState
from messages.payloads import AlertState, AlertStateChange

PHRASES = load_phrases("zh")


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
        (None, None),
        ("raised", LightState.ALERT_SENT),
        ("received", LightState.ALERT_SENT),
        ("acknowledged", LightState.ALERT_ACCEPTED),
        ("on_the_way", LightState.ALERT_ACCEPTED),
    ],
)
def test_light(state: str | None, light: LightState | None) -> None:
    assert light_for(state) is light
