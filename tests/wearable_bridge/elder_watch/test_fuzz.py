"""A short run of what `make fuzz` does for long: no bytes break what reads a watch, hold it up or make it grow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZER = Path(__file__).parents[3] / "scripts" / "fuzz_watch.py"


def test_twenty_thousand_hostile_streams(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris is there for Linux on x86-64 alone")
    # Linux hands a process the peak memory of the one that started it, and libFuzzer would hold the tests' own against
    # the fuzzer; what `timeout` starts is measured by itself.
    done = subprocess.run(
        ["timeout", "200", sys.executable, str(FUZZER), "-runs=20000", "-max_total_time=5", "-seed=1", "corpus"],
        check=False, capture_output=True, text=True, cwd=tmp_path, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done " in done.stderr
    assert len(list((tmp_path / "corpus").iterdir())) > 20, "no new lines were reached"
