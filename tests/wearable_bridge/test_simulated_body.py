"""The simulated person is well until told otherwise."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from messages.payloads import Metric, Sample
from wearable_bridge.simulated_body import Body, Episode, lived, oxygen_percent, pulse_bpm
from wearable_bridge.simulated_wristband import parse_command
from wearable_bridge.vitals.conditions import FindingKind
from wearable_bridge.vitals.person import Person
from wearable_bridge.vitals.series import Lasting

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


def day(episode: Episode, seed: int, minutes: int = 1440) -> tuple[list[float], list[float]]:
    body, chance = Body(), random.Random(seed)
    pulses, steps = [], []
    for minute in range(minutes):
        local = MIDNIGHT + timedelta(minutes=minute)
        body = lived(body, 60, local, episode, chance)
        pulses.append(pulse_bpm(body, local, episode))
        steps.append(body.steps)
    return pulses, steps


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_ordinary_day_is_calm_lower_at_night_and_has_some_walks(seed: int) -> None:
    pulses, steps = day(Episode.NONE, seed)
    assert all(50 < pulse < 111 for pulse in pulses)
    assert sum(pulses[180:300]) < sum(pulses[900:1020])
    assert steps == sorted(steps)
    assert steps[6 * 60] == 0
    assert steps[-1] > 500


def test_the_same_seed_is_the_same_person() -> None:
    assert day(Episode.NONE, 7) == day(Episode.NONE, 7)
    assert day(Episode.NONE, 7) != day(Episode.NONE, 8)


@pytest.mark.parametrize(
    ("episode", "kind"), [(Episode.PULSE_HIGH, FindingKind.PULSE_HIGH), (Episode.PULSE_LOW, FindingKind.PULSE_LOW)]
)
def test_an_episode_is_what_the_rules_look_for(episode: Episode, kind: FindingKind) -> None:
    pulses, _ = day(episode, 0, minutes=30)
    person = Person(Lasting(6, 5, 60), UTC)
    found = [
        condition.kind
        for minute, pulse in enumerate(pulses)
        for condition in person.take(Metric.HEART_RATE, Sample(at=MIDNIGHT + timedelta(minutes=minute), value=pulse))
    ]
    assert set(found) == {kind}


def test_steps_start_anew_at_midnight() -> None:
    body = Body(day=MIDNIGHT.toordinal(), steps=4000)
    assert lived(body, 5, MIDNIGHT, Episode.NONE, random.Random(0)).steps == 4000
    assert lived(body, 5, MIDNIGHT + timedelta(days=1), Episode.NONE, random.Random(0)).steps == 0


def test_oxygen_is_a_healthy_person_s() -> None:
    chance = random.Random(0)
    assert all(95 <= oxygen_percent(chance) <= 99 for _ in range(1000))


@pytest.mark.parametrize(
    ("body", "episode"),
    [
        (b'{"episode": "pulse_high"}', Episode.PULSE_HIGH),
        (b'{"episode": "none"}', Episode.NONE),
        (b'{"episode": "dance"}', None),
        (b'{"episode": ["sos"]}', None),
        (b'["sos"]', None),
        (b"{}", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
        (b"", None),
    ],
)
def test_commands(body: bytes, episode: Episode | None) -> None:
    assert parse_command(body) is episode
