"""When a dose is said, said again and given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.reminders.decide import GiveUp, Say, Wait, decide, pace_of
from config.settings import ReminderSettings
from skills.ports import ReminderKind

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
PACE = pace_of(ReminderKind.MEDICINE, ReminderSettings())
AGAIN = NOW + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("times_said", "next_in_s", "expected"),
    [
        (0, 1, Wait),
        (0, 0, Say(0, AGAIN)),
        (1, 0, Say(10, AGAIN)),
        (4, -5, Say(40, AGAIN)),
        (4, 5, Wait),
        (5, 0, GiveUp),
        (5, 1, Wait),
        (9, -100, GiveUp),
    ],
)
def test_said_once_and_four_times_more_each_louder_then_given_up(
    times_said: int, next_in_s: float, expected: Say | type[Wait] | type[GiveUp]
) -> None:
    step = decide(times_said, NOW + timedelta(seconds=next_in_s), NOW, PACE)
    if isinstance(expected, Say):
        assert step == expected
    else:
        assert isinstance(step, expected)


@pytest.mark.parametrize(
    ("room", "louder"), [(100, [0, 10, 20, 30, 40]), (40, [0, 10, 20, 30, 40]), (20, [0, 5, 10, 15, 20]), (0, [0] * 5)]
)
def test_each_time_louder_as_far_as_there_is_room(room: int, louder: list[int]) -> None:
    steps = [decide(times, NOW, NOW, PACE, room) for times in range(5)]
    assert [step.extra_volume for step in steps if isinstance(step, Say)] == louder
