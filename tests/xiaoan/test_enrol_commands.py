"""`xiaoan station init` and `home-code` at the command line: one object on stdout, one line for what is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from messages.enrolment import parse_code, pin_of


def xiaoan(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "xiaoan", "--data", str(data), *words]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XIAOAN_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)


@pytest.mark.timeout(320)
def test_a_station_is_set_up_at_the_command_line(tmp_path: Path) -> None:
    made = json.loads(xiaoan(tmp_path, "station", "init", "--host", "127.0.0.1", "--json").stdout)
    code = json.loads(xiaoan(tmp_path, "station", "home-code", "home-12", "--json").stdout)
    parsed = parse_code(code["code"])
    assert parsed is not None
    assert parsed.pin == pin_of(Path(made["authority"]).read_text(encoding="ascii"))
