"""The demonstration as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from xiaoan.demo.stories import STORIES

LONGEST_S = 180.0


@pytest.mark.rasa
@pytest.mark.broker
@pytest.mark.timeout(LONGEST_S + 60)
def test_five_stories_end_as_promised() -> None:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "xiaoan", "demo", "--json"],
        check=False, capture_output=True, text=True, timeout=LONGEST_S + 40,
    )  # fmt: skip
    took_s = time.monotonic() - began
    endings = [json.loads(line) for line in done.stdout.splitlines()]
    assert {ending["story"]: (ending["ok"], ending["detail"]) for ending in endings if not ending["ok"]} == {}
    assert [ending["story"] for ending in endings] == [name for name, _ in STORIES]
    assert done.returncode == 0, done.stderr[-2000:]
    assert took_s < LONGEST_S
