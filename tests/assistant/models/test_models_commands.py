"""`xiaoan models` and `xiaoan hear`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile
from typer.testing import CliRunner, Result

from assistant.models.errors import ModelsError
from assistant.ports import RecognizerError
from tests.synthetic_speech import silence, speak
from xiaoan.cli import application

from .conftest import Server

LARGE = "vosk-model-cn-0.22"  # without a published checksum, so that any archive can stand for it


def _run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(application(), ["--data", str(data), *words])


def _lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_fetched_model_is_listed_checked_and_heard_with(server: Server, tmp_path: Path) -> None:
    before = {row["name"]: row for row in _lines(_run(tmp_path, "models", "list", "--json"))}
    assert before["xiaoan-zh-builtin"]["in_use"]
    assert not before[LARGE]["present"]
    fetched = _run(tmp_path, "models", "fetch", LARGE, "--from", server.url, "--json")
    assert _lines(fetched) == [{"name": LARGE, "folder": str(tmp_path / "models" / LARGE)}]
    after = {row["name"]: row for row in _lines(_run(tmp_path, "models", "list", "--json"))}
    assert after[LARGE]["present"] and after[LARGE]["in_use"]
    checked = _run(tmp_path, "models", "check", "--json")
    assert checked.exit_code == 0
    assert [row["ok"] for row in _lines(checked)] == [True, True]
    soundfile.write(tmp_path / "a.wav", np.concatenate([silence(0.3), speak("取消提醒", "m4")]), 16_000)
    heard = _run(tmp_path, "hear", str(tmp_path / "a.wav"), "--json")
    assert _lines(heard)[0]["text"] == "取消提醒"
    assert heard.stderr == ""


def test_a_damaged_model_fails_the_check_and_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "models" / LARGE).mkdir(parents=True)
    checked = _run(tmp_path, "models", "check", "--json")
    assert checked.exit_code == 1
    assert [row["ok"] for row in _lines(checked)] == [False, True]
    soundfile.write(tmp_path / "a.wav", np.concatenate([silence(0.3), speak("救命", "m4")]), 16_000)
    (tmp_path / "b.wav").write_text("no sound")
    heard = _run(tmp_path, "hear", str(tmp_path / "b.wav"), str(tmp_path / "a.wav"), "--json")
    assert heard.exit_code == 1
    assert "error" in _lines(heard)[0]
    assert _lines(heard)[1]["cry"] == "definite"
    assert LARGE in heard.stderr
    assert "演示" in heard.stderr


def test_what_cannot_be_used_is_one_known_error(tmp_path: Path) -> None:
    assert isinstance(_run(tmp_path, "models", "fetch", "nonsense").exception, ModelsError)
    assert isinstance(_run(tmp_path, "models", "fetch", "xiaoan-zh-builtin").exception, ModelsError)
    assert isinstance(_run(tmp_path, "hear", "a.wav", "--model", LARGE).exception, RecognizerError)


def test_the_tables_for_people(tmp_path: Path) -> None:
    listed = _run(tmp_path, "models", "list")
    assert "vosk-model-small-cn-0.22" in listed.stdout.replace("\n", "")
    checked = _run(tmp_path, "models", "check")
    assert "xiaoan-zh-builtin" in checked.stdout
    soundfile.write(tmp_path / "a.wav", np.concatenate([silence(0.3), speak("取消提醒", "m4")]), 16_000)
    assert "取消提醒" in _run(tmp_path, "hear", str(tmp_path / "a.wav")).stdout
