"""The command line from outside: help, speed, and errors in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from xiaoan.cli import COMMANDS
from xiaoan.lazy import Tree

ROOMS = {"assistant", "config", "hardware", "messages", "skills", "station", "wearable_bridge"}
SLOW_TO_LOAD = ROOMS | {"aiomqtt", "fastapi", "httpx", "nicegui", "numpy", "pydantic", "scipy", "sqlalchemy", "vosk"}


def xiaoan(*words: str, data: Path | None = None, python: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    environment.pop("XIAOAN_CONFIG", None)
    if data is not None:
        environment["XIAOAN_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, *python, "-m", "xiaoan", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        check=False,
    )


def commands(tree: Tree = COMMANDS, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, where in tree.items():
        if isinstance(where, str):
            yield (*before, name)
        else:
            yield from commands(where[1], (*before, name))


def test_help_names_every_command_and_is_quick_since_it_loads_no_room() -> None:
    shown = xiaoan("--help", python=("-X", "importtime"))
    assert shown.returncode == 0
    assert [name for name in COMMANDS if name not in shown.stdout] == []
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in shown.stderr.splitlines()}
    assert "typer" in loaded
    assert loaded.isdisjoint(SLOW_TO_LOAD)


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_help_says_what_it_does_gives_an_example_and_the_exit_codes(words: tuple[str, ...]) -> None:
    shown = xiaoan(*words, "--help")
    assert shown.returncode == 0, shown.stderr
    assert "Example: xiaoan" in shown.stdout
    assert "Exit codes:" in shown.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("up",),
        ("home", "run"),
        ("bridge", "run"),
        ("station", "run"),
        ("understand", "你好"),
        ("say", "你好"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_a_bad_settings_file_is_one_line_and_exit_code_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[broker]\nport = 'x'")
    ended = xiaoan("--config", str(file), *words)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"xiaoan: {file}: key 'broker.port'")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("understand",), "--file"),
        (("understand", "你好", "--file", "x"), "--file"),
        (("understand", "--file", "/nonexistent/file"), "/nonexistent/file"),
        (("say", "  "), "空白"),
        (("say", "好" * 10_001), "10001"),
        (("say", "你好"), "xiaoan up"),
    ],
)
def test_wrong_use_is_told_in_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[speaker.page]\nport = 1\n[speaker.dialogue]\nrasa_port = 1")
    ended = xiaoan("--config", str(file), *words, data=tmp_path)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_blank_text_is_an_answer_with_an_error_and_exit_code_1(tmp_path: Path) -> None:
    ended = xiaoan("understand", "  ", "--json", data=tmp_path)
    assert ended.returncode == 1
    assert '"error"' in ended.stdout


def test_an_unusable_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = xiaoan("--data", str(tmp_path / "file" / "data"), "up")
    assert ended.returncode == 2
    assert str(tmp_path / "file") in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
