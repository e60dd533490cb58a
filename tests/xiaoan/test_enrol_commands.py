"""`xiaoan station init` and `home-code` at the command line: one object on stdout, one line for what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from messages.enrolment import parse_code, pin_of
from station.errors import NotFoundError, StationError
from xiaoan.cli import application


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def answer(data: Path, *words: str) -> dict[str, str]:
    """The one object on stdout."""
    result = CliRunner().invoke(application(), ["--data", str(data), *words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    found: dict[str, str] = json.loads(result.stdout)
    return found


def test_a_station_is_set_up_at_the_command_line(tmp_path: Path) -> None:
    with pytest.raises(StationError, match="xiaoan station init"):
        answer(tmp_path, "station", "home-code", "home-12")
    made = answer(tmp_path, "station", "init", "--host", "127.0.0.1")
    assert made["broker"].endswith(str(tmp_path / "station" / "broker" / "mosquitto.conf"))
    code = parse_code(answer(tmp_path, "station", "home-code", "home-12")["code"])
    assert code is not None
    assert code.pin == pin_of(Path(made["authority"]).read_text(encoding="ascii"))
    with pytest.raises(NotFoundError):
        answer(tmp_path, "station", "home-revoke", "home-12")
