"""A recording played into the bridge: in order, in its rhythm, and never an error of the bridge."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from config.errors import ConfigError
from config.load import load_settings
from config.settings import Settings
from messages.payloads import Metric
from tests.messages.support import START, SetClock
from wearable_bridge.ports import Observation, SourceReading
from wearable_bridge.recorded_source import RecordedReadings
from wearable_bridge.wiring.recorded import recorded_sources

RECORDING = """\
person,time_s,metric,value
a,0,heart_rate,71
b,0,heart_rate,99
a,1,spo2,97
a,broken,spo2,97
a,2,heart_rate,
a,3,mood,1
a,3,heart_rate,72
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "recording.csv"
    file.write_text(RECORDING)
    return file


async def played(file: Path, person: str = "", speed: float = 10_000) -> list[Observation]:
    source = RecordedReadings(file, person, "wang", SetClock(), speed)
    return [observation async for observation in source.readings()]


def reading(metric: Metric, value: float) -> SourceReading:
    return SourceReading("wang", metric, value, START, source="recorded")


async def test_the_lines_of_one_person_become_readings_of_now(file: Path) -> None:
    expected = [reading(Metric.HEART_RATE, 71), reading(Metric.SPO2, 97), reading(Metric.HEART_RATE, 72)]
    assert await played(file) == expected
    assert await played(file, "b") == [reading(Metric.HEART_RATE, 99)]
    assert await played(file, "nobody") == []


async def test_they_come_in_their_own_rhythm(file: Path) -> None:
    before = asyncio.get_running_loop().time()
    assert len(await played(file, speed=10)) == 3
    assert asyncio.get_running_loop().time() - before >= 0.29  # 3 s of the recording


@pytest.mark.parametrize("content", [b"", b"time,value\n1,2\n", b"\xff\xfe\x00", b"person,time_s,metric,value\n\xff"])
async def test_a_file_of_another_form_gives_nothing_and_is_no_error(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert await played(file) == []


def settings_for(tmp_path: Path, recording: Path, resident: str) -> Settings:
    mine = tmp_path / "mine.toml"
    mine.write_text(f'[bridge.replay]\nfile = "{recording}"\nresident = "{resident}"\n')
    return load_settings(mine, environ={})


def test_the_settings_name_the_file_and_whose_readings_they_become(tmp_path: Path, file: Path) -> None:
    assert recorded_sources(Settings(), SetClock()) == []
    assert len(recorded_sources(settings_for(tmp_path, file, ""), SetClock())) == 1
    with pytest.raises(ConfigError, match="resident"):
        recorded_sources(settings_for(tmp_path, file, "nobody"), SetClock())
    with pytest.raises(ConfigError, match="not there"):
        recorded_sources(settings_for(tmp_path, tmp_path / "nowhere.csv", "wang"), SetClock())
