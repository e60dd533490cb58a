"""While a check goes on each value is told at once; a finished one is judged once, by the rules of vital signs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from messages.guided_check import Measuring
from messages.payloads import Alert, Event, EventKind, Finding, Metric, Urgency
from tests.messages.support import SetClock
from tests.wearable_bridge.guided_check.support import Checks, checks_over
from wearable_bridge.ports import SourceReading, SourceState

PRESSURE = (Metric.SYSTOLIC, Metric.DIASTOLIC)


@pytest.fixture
async def checks(tmp_path: Path, clock: SetClock) -> AsyncIterator[Checks]:
    made = checks_over(tmp_path / "bridge.db", clock)
    running = asyncio.create_task(made.checks.run())
    yield made
    running.cancel()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_nothing_is_told_while_no_check_goes_on(checks: Checks) -> None:
    checks.reads(Metric.HEART_RATE, 72)
    await settle()
    assert checks.told == []


async def test_what_can_be_measured_is_answered_and_each_value_told(checks: Checks) -> None:
    checks.reads(Metric.HEART_RATE, 72)
    checks.wants()
    checks.reads(Metric.HEART_RATE, 74)
    checks.reads(Metric.SPO2, 0)
    checks.reads(Metric.SPO2, 96, quality=0.1)
    checks.desk.intake.take(SourceState("wang", "clip", checks.desk.clock.now(), worn=False))
    checks.reads(Metric.HEART_RATE, 75)
    await settle()
    assert checks.measurable() == [(Metric.HEART_RATE,)]
    assert checks.measured() == [
        (Metric.HEART_RATE, Measuring.GOOD, 74),
        (Metric.SPO2, Measuring.NOTHING, None),
        (Metric.SPO2, Measuring.DOUBTFUL, None),
        (Metric.HEART_RATE, Measuring.OFF, None),
    ]


async def test_it_ends_when_the_speaker_says_so_or_says_nothing(checks: Checks) -> None:
    checks.wants(for_s=30)
    checks.desk.clock.forward(31)
    checks.reads(Metric.HEART_RATE, 72)
    checks.wants(for_s=30)
    checks.wants(for_s=0)
    checks.reads(Metric.HEART_RATE, 73)
    await settle()
    assert checks.measured() == []


async def test_the_age_is_told_and_back_fill_is_not(checks: Checks) -> None:
    checks.wants()
    now = checks.desk.clock.now()
    checks.desk.clock.forward(20)
    checks.desk.intake.take(SourceReading("wang", Metric.SPO2, 97, now, source="clip"))
    checks.desk.intake.take(SourceReading("wang", Metric.SPO2, 96, now, source="clip", backfill=True))
    await settle()
    (told,) = [each for each in checks.told if each.name == "measured"]
    assert getattr(told, "age_s", None) == 20


@pytest.mark.parametrize(
    ("metric", "value", "urgency"),
    [
        (Metric.HEART_RATE, 72, None),
        (Metric.HEART_RATE, 115, Urgency.ATTENTION),
        (Metric.SPO2, 90, Urgency.URGENT),
        (Metric.SPO2, 80, Urgency.EMERGENCY),
        (Metric.SYSTOLIC, 225, Urgency.URGENT),
        (Metric.TEMPERATURE, 38.2, Urgency.ATTENTION),
    ],
)
async def test_a_value_carries_the_urgency_of_the_line_it_crosses(
    checks: Checks, metric: Metric, value: float, urgency: Urgency | None
) -> None:
    checks.wants()
    checks.reads(metric, value)
    await settle()
    assert [getattr(told, "urgency", None) for told in checks.told if told.name == "measured"] == [urgency]


async def test_a_watch_is_told_to_measure_once_for_each_step(checks: Checks) -> None:
    for metric in (None, Metric.HEART_RATE, Metric.HEART_RATE, Metric.SYSTOLIC):
        checks.wants(metric=metric)
    assert checks.ordered == [("wang", Metric.HEART_RATE), ("wang", Metric.SYSTOLIC)]


async def test_somebody_who_does_not_live_here_gets_no_answer(checks: Checks) -> None:
    checks.wants(resident="stranger")
    await settle()
    assert checks.told == []


async def test_a_bridge_of_many_homes_answers_each_in_its_own(checks: Checks) -> None:
    checks.wants(resident="zhao")
    checks.wants(resident="zhao", home="home-9")
    now = checks.desk.clock.now()
    checks.desk.intake.take(SourceReading("zhao", Metric.SPO2, 96, now, source="watch-9", home="home-9"))
    checks.desk.intake.take(SourceReading("zhao", Metric.SPO2, 95, now, source="watch-9"))
    await settle()
    assert [(told.name, told.home) for told in checks.told] == [("measurable", "home-9"), ("measured", "home-9")]


@pytest.mark.parametrize(
    ("values", "kind", "urgency"),
    [
        ({Metric.HEART_RATE: (72.0,), Metric.SPO2: (97.0,)}, "", None),
        ({Metric.SYSTOLIC: (225.0, 222.0), Metric.DIASTOLIC: (110.0, 108.0)}, "pressure_high", Urgency.URGENT),
        ({Metric.SYSTOLIC: (225.0, 180.0), Metric.DIASTOLIC: (110.0, 100.0)}, "", None),  # not so the second time
        ({Metric.SYSTOLIC: (84.0,), Metric.DIASTOLIC: (50.0,)}, "pressure_low", Urgency.URGENT),
        ({Metric.SYSTOLIC: (105.0,), Metric.DIASTOLIC: (40.0,)}, "mean_pressure_low", Urgency.URGENT),
        ({Metric.HEART_RATE: (115.0,), Metric.TEMPERATURE: (38.4,)}, "several", Urgency.ATTENTION),
        ({Metric.HEART_RATE: (128.0,), Metric.SPO2: (91.0,)}, "several", Urgency.URGENT),
    ],
)  # fmt: skip
async def test_a_finished_check_becomes_one_finding_or_none(
    checks: Checks, values: dict[Metric, tuple[float, ...]], kind: str, urgency: Urgency | None
) -> None:
    checks.finishes(values)
    checks.finishes(values)  # the speaker says it again until the station has it
    await settle()
    found = [each for each in checks.desk.waiting() if isinstance(each, Finding)]
    assert [(finding.kind, finding.urgency) for finding in found] == ([(kind, urgency)] if kind else [])


async def test_an_emergency_is_an_alert_at_once_with_all_that_was_measured(checks: Checks) -> None:
    checks.finishes({Metric.SPO2: (81.0, 80.0), Metric.SYSTOLIC: (138.0,), Metric.DIASTOLIC: (85.0,)})
    await settle()
    (alert,) = [each for each in checks.desk.waiting() if isinstance(each, Alert)]
    assert alert.urgency is Urgency.EMERGENCY
    assert alert.measured == "做检查时量到：血氧 80%，血压 138/85"


async def test_a_check_of_yesterday_and_one_that_cannot_be_read_are_no_news(checks: Checks) -> None:
    now = checks.desk.clock.now()
    for detail in ({"outcome": "dancing"}, {"outcome": "done", "spo2": "x"}):
        checks.says(Event(home="home-1", resident="wang", device="speaker-1", at=now, kind=EventKind.GUIDED_CHECK,
                          detail=detail))  # fmt: skip
    old = Event(home="home-1", resident="wang", device="speaker-1", at=now, kind=EventKind.GUIDED_CHECK,
                detail={"outcome": "done", "spo2": "80"})  # fmt: skip
    checks.desk.clock.forward(90_000)
    checks.says(old)
    await settle()
    assert checks.desk.waiting() == []


async def test_a_full_disk_does_not_lose_what_a_check_shows(checks: Checks) -> None:
    with checks.desk.engine.begin() as connection:
        connection.execute(text("ALTER TABLE findings RENAME TO away"))
    checks.finishes({Metric.SPO2: (90.0,)}, uuid4())
    await settle()
    with checks.desk.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO findings"))
    async with asyncio.timeout(60):
        while not checks.desk.waiting():
            await asyncio.sleep(0.05)


async def test_a_broker_that_is_gone_ends_nothing(checks: Checks) -> None:
    checks.deaf = True
    checks.wants()
    await settle()
    checks.deaf = False
    checks.wants()
    await settle()
    assert len(checks.measurable()) == 1
