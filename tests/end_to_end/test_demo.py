"""The demonstration as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.end_to_end.running_stage import PATIENCE
from xiaoan.demo.stories import STORIES

LONGEST_S = 540.0


@pytest.mark.rasa
@pytest.mark.broker
@pytest.mark.timeout(LONGEST_S + 60)
def test_five_stories_end_as_promised() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xiaoan", "demo", "--json", "--patience", str(PATIENCE)],
        check=False, capture_output=True, text=True, timeout=LONGEST_S + 40,
    )  # fmt: skip
    endings = [json.loads(line) for line in done.stdout.splitlines()]
    assert {ending["story"]: (ending["ok"], ending["detail"]) for ending in endings if not ending["ok"]} == {}
    assert [ending["story"] for ending in endings] == [name for name, _ in STORIES]
    assert done.returncode == 0, done.stderr[-2000:]
