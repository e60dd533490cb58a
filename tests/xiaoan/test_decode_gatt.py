"""`xiaoan decode gatt` from outside, over good and bad lines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoan.decode.gatt import found_in_line
from xiaoan.decode.lines import LONGEST_LINE_BYTES

LINES: tuple[tuple[bytes, dict[str, Any]], ...] = (
    (
        b'{"char_uuid": "2A37", "hex": "0448"}',
        {
            "readings": [{"metric": "heart_rate", "value": 72.0, "unit": "bpm"}],
            "alarms": [],
            "battery": None,
            "error": None,
            "doubts": ["no_contact"],
            "contact": False,
        },
    ),
    (
        b'{"char_uuid": "00002a1c-0000-1000-8000-00805f9b34fb", "hex": "01 F6 03 00 FF"}',
        {
            "readings": [{"metric": "temperature", "value": 38.56, "unit": "\u00b0C"}],
            "alarms": [],
            "battery": None,
            "error": None,
        },
    ),
    (b'{"char_uuid": "00002a19", "hex": "32"}', {"readings": [], "alarms": [], "battery": 50, "error": None}),
)
BAD = (
    b"",
    b"{",
    b"[]",
    b"\xff",
    b'{"char_uuid": 5, "hex": "00"}',
    b'{"char_uuid": "2a37", "hex": "0"}',
    b'{"char_uuid": "2a37", "hex": "01"}',
    b'{"char_uuid": "2a00", "hex": "01"}',
    b"x" * (LONGEST_LINE_BYTES + 1),
)


def decode(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xiaoan", "decode", "gatt", "--file", str(file), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_every_good_line_gives_its_readings(tmp_path: Path) -> None:
    file = tmp_path / "values.jsonl"
    file.write_bytes(b"\n".join(line for line, _ in LINES))
    ended = decode(file, "--json")
    assert ended.returncode == 0, ended.stderr
    assert [json.loads(line) for line in ended.stdout.splitlines()] == [expected for _, expected in LINES]


def test_a_bad_line_is_told_in_its_place_and_stops_nothing(tmp_path: Path) -> None:
    file = tmp_path / "values.jsonl"
    file.write_bytes(b"\n".join((*BAD, LINES[0][0])) + b"\n")
    ended = decode(file, "--json")
    assert ended.returncode == 1
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [row["error"] is None for row in rows] == [*(False for _ in BAD), True]


def test_without_json_it_is_for_people(tmp_path: Path) -> None:
    file = tmp_path / "values.jsonl"
    file.write_bytes(LINES[0][0])
    assert "heart_rate 72 bpm" in decode(file).stdout


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_code_2(tmp_path: Path, name: str) -> None:
    ended = decode(tmp_path / name)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1


@settings(deadline=None)
@given(
    st.binary(max_size=100)
    | st.text(max_size=60).map(lambda text: json.dumps({"char_uuid": text, "hex": text}).encode())
)
def test_no_line_breaks_it(line: bytes) -> None:
    json.dumps(found_in_line(line).as_dict(), allow_nan=False)


def test_a_reader_that_has_had_enough_is_no_fault_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "values.jsonl"
    file.write_bytes((LINES[0][0] + b"\n") * 5000)
    command = [sys.executable, "-m", "xiaoan", "decode", "gatt", "--json", "--file", str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"cannot be read" not in process.stderr.read()
        assert process.wait(300) == 1
