"""Frames that nobody here wrote: the maker's own examples, and those that traccar's tests hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wearable_bridge.elder_watch.status import Model
from xiaoan.decode.found import Found
from xiaoan.decode.watch import found_in_line

CASES = Path(__file__).resolve().parents[4] / "shared" / "cases"
METRICS = {
    "steps": "steps",
    "systolic": "systolic",
    "pressureHigh": "systolic",
    "diastolic": "diastolic",
    "pressureLow": "diastolic",
    "heartRate": "heart_rate",
    "spo2": "spo2",
    "bloodOxygen": "spo2",
    "temp1": "temperature",
}
ALARMS = {"SOS": "sos", "fallDown": "fall", "fall_down": "fall", "watchRemoved": "removed", "sos": "sos"}
ALARMS |= {"lowBattery(status)": "low_battery", "lowBattery": "low_battery"}
NO_ALARM = {"bracelet/other"}  # bits of the state


def lines(name: str) -> list[bytes]:
    file = CASES / name
    return file.read_bytes().splitlines() if file.exists() else []


def expected_of(case: dict[str, Any]) -> dict[str, Any]:
    """What the case says, wherever it says it."""
    expect = dict(case["expect"])
    if "key" in expect:
        expect = {expect["key"]: expect["value"]}
    return {**case.get("derived", {}), **expect}


def check(case: dict[str, Any], found: Found) -> None:
    expected = expected_of(case)
    readings = {metric.value: value for metric, value in found.readings}
    for key, metric in METRICS.items():
        if expected.get(key) is not None:
            assert readings[metric] == float(expected[key]), key
    named = [*expected.get("alarm_bits", []), *expected.get("alarms", []), *filter(None, [expected.get("alarm")])]
    assert set(found.alarms) == {ALARMS[name] for name in named if name not in NO_ALARM}
    if expected.get("battery") is not None:
        assert found.battery == expected["battery"]
    if case["expect"].get("server_reply"):
        assert found.more["reply"] == [case["expect"]["server_reply"]]
    elif "server_reply" in case["expect"]:
        assert "reply" not in found.more


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
@pytest.mark.parametrize("name", ["watch_frames_maker.jsonl", "watch_frames_traccar.jsonl"])
def test_all_frames_from_outside_are_read_right(name: str) -> None:
    wrong = []
    for number, line in enumerate(lines(name), 1):
        case = json.loads(line)
        found = found_in_line(line, Model.MAKER)
        try:
            assert found.error is None, found.error
            check(case, found)
        except (AssertionError, KeyError) as error:
            wrong.append(f"{number}: {error!r}")
    assert wrong == []
    assert lines(name)
