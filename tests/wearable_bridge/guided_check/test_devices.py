"""What can be measured now, as a table of devices and silences; and that it is known after a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from messages.payloads import Metric
from tests.messages.support import START, SetClock
from tests.wearable_bridge.guided_check.support import checks_over
from wearable_bridge.guided_check.devices import DEVICES_OF_ONE, MetricHeard, is_here
from wearable_bridge.ports import SourceReading, SourceState, Wearer

DAYS = 86400.0
OFTEN, RARELY = [5.0] * 5, [40_000.0] * 5


@pytest.mark.parametrize(
    ("pauses_s", "connected", "silent_s", "here"),
    [
        (OFTEN, None, 60, True),
        (OFTEN, None, 301, False),
        (OFTEN, True, 3600, True),
        (OFTEN, False, 5, False),  # a band that has dropped
        (RARELY, None, 3 * DAYS, True),  # a cuff sleeps between its measurements
        (RARELY, False, 3 * DAYS, True),
        (RARELY, False, 31 * DAYS, False),
        ([], None, 3 * DAYS, True),
        (OFTEN, None, -3600, True),  # the clock was set back
    ],
)
def test_a_device_is_here(pauses_s: list[float], connected: bool | None, silent_s: float, here: bool) -> None:
    assert is_here(MetricHeard(at=START, pauses_s=pauses_s), connected, START + timedelta(seconds=silent_s)) is here


def test_a_cuff_s_pulse_is_none_by_itself_but_a_band_s_is(tmp_path: Path, clock: SetClock) -> None:
    checks = checks_over(tmp_path / "bridge.db", clock)
    for metric in (Metric.SYSTOLIC, Metric.DIASTOLIC, Metric.HEART_RATE):
        checks.reads(metric, 80, source="cuff")
    assert checks.devices.metrics(Wearer("wang"), clock.now()) == {Metric.SYSTOLIC, Metric.DIASTOLIC}
    checks.reads(Metric.HEART_RATE, 72, source="band")
    assert Metric.HEART_RATE in checks.devices.metrics(Wearer("wang"), clock.now())
    assert checks.devices.metrics(Wearer("li"), clock.now()) == frozenset()


def test_a_cuff_is_known_after_a_restart(tmp_path: Path, clock: SetClock) -> None:
    before = checks_over(tmp_path / "bridge.db", clock)
    before.reads(Metric.TEMPERATURE, 36.6, source="thermometer")
    before.devices.save()
    clock.forward(3600)
    assert checks_over(tmp_path / "bridge.db", clock).devices.metrics(Wearer("wang"), clock.now()) == {
        Metric.TEMPERATURE
    }


def test_a_device_that_says_it_has_dropped_is_gone_and_comes_back(tmp_path: Path, clock: SetClock) -> None:
    checks = checks_over(tmp_path / "bridge.db", clock)
    for _ in range(8):
        checks.reads(Metric.SPO2, 97)
        clock.forward(1)
    for connected in (False, True):
        checks.desk.intake.take(SourceState("wang", "clip", clock.now(), connected=connected))
        assert (Metric.SPO2 in checks.devices.metrics(Wearer("wang"), clock.now())) is connected


def test_names_without_end_take_no_memory_without_end(tmp_path: Path, clock: SetClock) -> None:
    checks = checks_over(tmp_path / "bridge.db", clock)
    for number in range(3 * DEVICES_OF_ONE):
        checks.devices.hear(SourceReading("wang", Metric.SPO2, 97, clock.now(), source=f"clip-{number}"))
    assert len(checks.devices._heard[Wearer("wang")]) == DEVICES_OF_ONE
