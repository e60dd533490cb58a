"""A small run of the real thing, and that nothing outlives it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xiaoan.keeper import marked

pytestmark = [pytest.mark.broker, pytest.mark.timeout(900)]
ENDED_WITHIN_S = 120


def command(folder: Path, alerts: int) -> list[str]:
    return [
        sys.executable, "-m", "xiaoan", "chaos", "--alerts", str(alerts), "--seed", "1", "--homes", "3",
        "--database", "sqlite", "--folder", str(folder), "--json",
    ]  # fmt: skip


def await_none_marked(folder: Path) -> None:
    deadline = time.monotonic() + ENDED_WITHIN_S
    while left := marked(str(folder)):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def test_nothing_is_lost_or_doubled_whatever_is_killed(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "run", 40), capture_output=True, text=True, timeout=800, check=False)
    assert done.returncode == 0, (done.stdout, done.stderr[-3000:])
    found = json.loads(done.stdout)
    assert (found["raised"], found["arrived"], found["lost"], found["doubled"]) == (40, 40, 0, 0)
    assert (found["unheard"], found["stale"]) == (0, 0)
    assert found["kills"] >= 4
    assert found["cuts"] >= 1
    assert "kill" in (tmp_path / "run" / "chaos.log").read_text()
    assert marked(str(tmp_path / "run")) == []


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -9)])
def test_nothing_outlives_it(tmp_path: Path, how: signal.Signals, code: int) -> None:
    folder = tmp_path / "run"
    with subprocess.Popen(command(folder, 2000), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        deadline = time.monotonic() + ENDED_WITHIN_S
        while len(marked(str(folder))) < 6:  # broker, three homes, two workers
            assert program.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        os.kill(program.pid, how)
        assert program.wait(ENDED_WITHIN_S) == code
    await_none_marked(folder)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    done = subprocess.run(command(tmp_path, 1), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]
