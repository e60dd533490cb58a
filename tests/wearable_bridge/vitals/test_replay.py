"""Recorded values run through the rules as if they came live, and what that gives over the cases from outside."""

from __future__ import annotations

import csv
import itertools
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.phrases import load_phrases
from messages.payloads import Metric, Urgency
from tests.wearable_bridge.vitals.told import CASES, MINUTES
from wearable_bridge.vitals.replay import COLUMNS, Replay, Replayed, ReplayError, recorded

Row = tuple[str, object, str, object]


def written(folder: Path, *rows: Row) -> Path:
    file = folder / "values.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([COLUMNS, *rows])
    return file


def replay() -> Replay:
    return Replay(MINUTES, ZoneInfo("Asia/Shanghai"), 600, load_phrases("zh"))


def run(file: Path) -> tuple[list[Replayed], Replay]:
    made = replay()
    return list(made.run(file)), made


def test_each_finding_and_the_summary_in_the_form_of_the_command(tmp_path: Path) -> None:
    rows: list[Row] = [("7", 60 * minute, "heart_rate", 128) for minute in range(20)]
    rows += [("8", 60 * minute, "heart_rate", 72) for minute in range(11)]
    file = written(tmp_path, *rows, ("8", 700, "heart_rate", ""), ("8", 701, "mood", 3), ("", 1, "spo2", 97))
    command = [sys.executable, "-m", "xiaoan", "--data", str(tmp_path), "vitals", "replay", str(file), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    *found, summary = map(json.loads, ended.stdout.splitlines())
    assert found == [
        {
            "person": "7",
            "time_s": time_s,
            "kind": "pulse_high",
            "severity": "attention",
            "reason": f"安静时心率 128 次/分，持续 {minutes} 分钟",
        }
        for time_s, minutes in ((300, 6), (900, 16))
    ]
    assert {name: summary[name] for name in ("summary", "persons", "hours", "findings")} == {
        "summary": True, "persons": 2, "hours": 0.51, "findings": 2,
    }  # fmt: skip
    assert summary["refused"] == {"not_a_reading": 2, "nothing_measured": 1}


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"person,time_s,metric\n1,2,spo2\n"])
def test_a_file_of_another_form_is_told_in_one_line(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "values.csv"
    file.write_bytes(body)
    command = [sys.executable, "-m", "xiaoan", "--data", str(tmp_path), "vitals", "replay", str(file), "--json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert str(file) in ended.stderr
    assert "Traceback" not in ended.stderr
    assert json.loads(ended.stdout)["persons"] == 0


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReplayError):
        run(tmp_path / "none.csv")


def test_what_comes_late_is_back_fill_and_finds_nothing(tmp_path: Path) -> None:
    rows: list[Row] = [("1", 10_000, "heart_rate", 72)]
    rows += [("1", 60 * minute, "heart_rate", 150) for minute in range(30)]
    found, made = run(written(tmp_path, *rows))
    assert found == []
    assert made.tally.refused == {"back_fill": 30}


VALUES = st.floats() | st.text(max_size=6) | st.integers()
ANY_ROW = st.tuples(st.text(max_size=3), VALUES, st.sampled_from([*Metric, "mood", ""]), VALUES)


@settings(max_examples=40)
@given(st.lists(ANY_ROW, max_size=40))
def test_whatever_stands_in_a_file_it_is_read_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    file = tmp_path_factory.mktemp("any") / "values.csv"
    with file.open("w", newline="", encoding="utf-8", errors="replace") as lines:
        csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([COLUMNS, *rows])
    found, made = run(file)
    assert made.tally.findings.total() == len(found)
    assert made.tally.worn_s >= 0


def findings_of_every(nth: int, file: str) -> tuple[list[Replayed], Replay]:
    """Of some people only, for the time it takes; docs/vital-signs.md has the figures of all."""
    made, refused = replay(), Counter[str]()
    lines = (line for line in recorded(CASES / file, refused) if int(line.person) % nth == 0)
    return list(itertools.chain.from_iterable(map(made._take, lines))), made


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
def test_hours_of_healthy_wear_give_hardly_an_urgent_finding() -> None:
    found, made = findings_of_every(4, "wristband_hr_e4.csv")
    assert made.tally.worn_s > 5 * 3600
    assert sum(each.condition.urgency is not Urgency.ATTENTION for each in found) <= 1


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
def test_most_of_those_who_died_had_an_urgent_finding() -> None:
    found, made = findings_of_every(8, "icu65_vitals.csv")
    with (CASES / "icu65_outcomes.csv").open() as lines:
        died = {row["person"] for row in csv.DictReader(lines) if row["died"] == "1"} & made.tally.persons
    urgent = {each.person for each in found if each.condition.urgency is not Urgency.ATTENTION}
    assert len(died) > 5
    assert len(urgent & died) >= 0.75 * len(died)
