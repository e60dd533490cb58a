"""Who had an urgent finding among those who died, and among those who lived."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wearable_bridge.vitals.outcomes import OutcomesError, read_outcomes, shares


def test_shares_are_of_the_people_of_the_recording() -> None:
    died = {"1": True, "2": True, "3": False, "4": False, "never recorded": True}
    told = shares(died, {"1", "2", "3", "4", "5"}, {"1", "3", "5"})
    assert told.as_json() == {
        "died": {"persons": 2, "urgent": 1, "share": 0.5},
        "lived": {"persons": 2, "urgent": 1, "share": 0.5},
        "unknown": 1,
    }
    assert shares({}, {"1"}, set()).as_json()["died"] == {"persons": 0, "urgent": 0, "share": None}


HEAD = "person,died\n"
NO_OUTCOMES = ("", "person,dead\n1,1\n", HEAD + "1,2\n", HEAD + ",1\n", HEAD + "1\n", HEAD + "1,0\n1,1\n")


@pytest.mark.parametrize("text", NO_OUTCOMES)
def test_what_tells_no_outcomes_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "outcomes.csv"
    file.write_text(text)
    with pytest.raises(OutcomesError, match=r"outcomes\.csv"):
        read_outcomes(file)


def test_in_the_summary_of_the_command(tmp_path: Path) -> None:
    values, outcomes = tmp_path / "values.csv", tmp_path / "outcomes.csv"
    lines = [f"{person},{60 * minute},heart_rate,{bpm}" for person, bpm in ((7, 150), (8, 72)) for minute in range(9)]
    values.write_text("\n".join(["person,time_s,metric,value", *lines]))
    outcomes.write_text("\ufeffperson,died\n7,1\n8,0\n")
    command = [sys.executable, "-m", "xiaoan", "--data", str(tmp_path), "vitals", "replay", str(values)]
    shown = subprocess.run([*command, "--outcomes", outcomes], capture_output=True, text=True, check=True)
    assert "1 人中 1 人" in shown.stdout
    told = subprocess.run([*command, "--outcomes", outcomes, "--json"], capture_output=True, text=True, check=True)
    summary = json.loads(told.stdout.splitlines()[-1])
    assert (summary["outcomes"]["died"]["share"], summary["outcomes"]["lived"]["share"]) == (1.0, 0.0)
    outcomes.unlink()
    refused = subprocess.run([*command, "--outcomes", outcomes], capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout) == (2, "")
