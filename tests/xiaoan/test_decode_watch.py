"""`xiaoan decode watch` over good and bad lines, in the form that it promises."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric
from wearable_bridge.elder_watch.status import Model
from xiaoan.decode.watch import found_in_line, run_watch

ALARM = b"[3G*1234567890*003E*AL_LTE,050326,061501,V,0.0,N,0.0,E,0,0,0,0,90,71,2345,2,00430000,0,0]"
PULSE = b"[3G*1234567890*0013*bphrt,131,79,66,,,,]"


def decode(file: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "xiaoan", "decode", "watch", "--file", str(file), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_each_line_gives_a_line_in_the_promised_form(tmp_path: Path) -> None:
    file = tmp_path / "frames.txt"
    file.write_bytes(b"\n".join([PULSE, ALARM, b"garbage"]) + b"\n")
    shown = decode(file, "--json")
    assert shown.returncode == 1, shown.stderr
    pulse, alarm, bad = map(json.loads, shown.stdout.splitlines())
    assert pulse["readings"] == [
        {"metric": "systolic", "value": 131.0, "unit": "mmHg"},
        {"metric": "diastolic", "value": 79.0, "unit": "mmHg"},
        {"metric": "heart_rate", "value": 66.0, "unit": "bpm"},
    ]
    assert (pulse["alarms"], pulse["battery"], pulse["error"]) == ([], None, None)
    assert alarm["alarms"] == ["sos", "low_battery", "abnormal_heart_rate"]
    assert (alarm["battery"], alarm["reply"]) == (71, ["[3G*1234567890*0006*AL_LTE]"])
    assert (bad["readings"], bad["error"]) == ([], "no frame (garbage)")


def test_a_model_a_file_and_people_who_read(tmp_path: Path) -> None:
    file = tmp_path / "frames.txt"
    file.write_bytes(ALARM)
    shown = decode(file, "--model", "traccar")
    assert shown.returncode == 0
    assert "alarm fall" in shown.stdout
    for words in (("--model", "other"), ("--json",)):
        refused = decode(file if words[0] == "--model" else tmp_path / "none", *words)
        assert refused.returncode == 2
        assert "Traceback" not in refused.stderr


def test_a_disk_that_is_full_is_not_blamed_on_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "frames.txt"
    file.write_bytes(PULSE)
    with Path("/dev/full").open("w") as full, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", full)
        with pytest.raises(OSError, match="No space left"):
            run_watch(file, Model.MAKER, as_json=True)
        with suppress(OSError):
            full.close()


@pytest.mark.parametrize("line", [PULSE, PULSE.hex().encode(), json.dumps({"frame": PULSE.decode()}).encode()])
def test_a_frame_may_come_as_it_is_in_hexadecimal_or_in_json(line: bytes) -> None:
    found = found_in_line(line, Model.MAKER)
    assert found.error is None
    assert (Metric.HEART_RATE, 66.0) in found.readings


@pytest.mark.parametrize(
    "line", [b"", b"{}", b'{"frame": 5}', b'{"frame_hex": "5"}', b"5bzz", PULSE[:-1], b"[", b"{" * 9]
)
def test_what_is_no_frame_is_an_error(line: bytes) -> None:
    found = found_in_line(line, Model.MAKER)
    assert found.error
    assert not found.readings


@given(st.binary(max_size=200))
def test_no_line_breaks_it(line: bytes) -> None:
    json.dumps(found_in_line(line, Model.MAKER).as_dict())
