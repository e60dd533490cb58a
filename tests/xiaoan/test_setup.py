"""The set-up's decisions: what is done again, which Python is taken, who may install packages."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SETUP = Path(__file__).resolve().parents[2] / "scripts" / "setup"


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of scripts/setup, which is a program and no package."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(SETUP))
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(SETUP)):
            del sys.modules[name]


def program(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def test_an_interrupted_step_counts_as_not_done(tmp_path: Path, load: Any) -> None:
    stamps = load("stamps")
    stamps.redo(tmp_path, {"inputs": "1"}, lambda: None)
    assert stamps.read(tmp_path) == {"inputs": "1"}

    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stamps.redo(tmp_path, {"inputs": "2"}, interrupted)
    assert stamps.read(tmp_path) == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "\x00"])
def test_a_damaged_stamp_counts_as_none(tmp_path: Path, load: Any, content: str) -> None:
    stamps = load("stamps")
    (tmp_path / stamps.STAMP).write_text(content)
    assert stamps.read(tmp_path) == {}


def test_a_changed_renamed_or_new_file_changes_the_fingerprint(tmp_path: Path, load: Any) -> None:
    stamps = load("stamps")
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x")
    first = stamps.fingerprint([one])
    assert stamps.fingerprint([one]) == first
    one.write_text("y")
    assert stamps.fingerprint([one]) != first
    one.write_text("x")
    one.rename(two)
    assert stamps.fingerprint([two]) != first
    assert stamps.fingerprint([two], "word") != stamps.fingerprint([two])


def test_the_test_environment_is_not_taken_down_to_the_runtime_one(
    tmp_path: Path, load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a stamp of level dev, asking for runtime finds everything current and runs nothing."""
    environments, stamps = load("environments"), load("stamps")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("runtime.txt", "dev.txt"):
        (tmp_path / "requirements" / name).write_text(name)
    (tmp_path / "pyproject.toml").write_text("")
    bin_folder = tmp_path / ".venv" / "bin"
    program(bin_folder / "python", 'printf "3.11\\n/x\\n"')
    inputs = stamps.fingerprint([Path("requirements/dev.txt"), Path("pyproject.toml")], str(tmp_path))
    stamps.redo(tmp_path / ".venv", {"level": "dev", "inputs": inputs}, lambda: None)
    monkeypatch.setattr(environments, "find_uv", lambda: pytest.fail("something was installed"))
    environments.ours("runtime")
    (tmp_path / "requirements" / "dev.txt").write_text("changed")
    with pytest.raises(pytest.fail.Exception):
        environments.ours("runtime")


def test_a_shim_that_fails_is_passed_over(tmp_path: Path, load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    interpreters = load("interpreters")
    program(tmp_path / "shims" / "python3.77", "echo 'pyenv: not installed' >&2; exit 127")
    program(tmp_path / "pyenv" / "versions" / "3.77.1" / "bin" / "python3.77", f'printf "3.77\\n{tmp_path}/real\\n"')
    monkeypatch.setenv("PATH", f"{tmp_path}/shims:{os.environ['PATH']}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    assert interpreters.find_python(["3.77"], "false") == f"{tmp_path}/real"
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    assert interpreters.find_python(["3.77"], "false") == "3.77"


def test_an_interpreter_that_lies_about_its_version_is_passed_over(
    tmp_path: Path, load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    interpreters = load("interpreters")
    program(tmp_path / "python3.77", f'printf "3.6\\n{tmp_path}/old\\n"')
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "none"))
    assert interpreters.find_python(["3.77"], "false") == "3.77"


def test_missing_packages_without_root_or_sudo_name_the_command(
    tmp_path: Path, load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, say = load("system"), load("say")
    program(
        tmp_path / "dpkg-query", 'case "$*" in *here*) echo installed;; *gone*) echo not-installed;; *) exit 1;; esac'
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    assert system.missing_of(["here", "gone", "never"]) == ["gone", "never"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(say.SetupError, match="apt-get install gone never"):
        system.install_packages(["here", "gone", "never"])
    system.install_packages(["here"])


def test_apt_is_asked_once_and_only_for_what_is_missing(
    tmp_path: Path, load: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = load("system")
    log = tmp_path / "log"
    program(tmp_path / "dpkg-query", 'case "$*" in *here*) echo installed;; *) exit 1;; esac')
    program(tmp_path / "apt-get", f'echo "$*" >> {log}')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system.install_packages(["here", "gone"])
    asked = log.read_text().splitlines()
    assert asked[0].endswith("update")
    assert asked[1].endswith("gone")
    assert "here" not in asked[1]
    assert len(asked) == 2


def test_wrong_words_are_refused_with_the_right_ones() -> None:
    ended = subprocess.run([sys.executable, str(SETUP), "everything"], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "run|test|train|lock" in ended.stderr


@pytest.mark.parametrize(("package", "needed_for"), [("mosquitto", "run"), ("dbus-daemon", "test"), ("sox", "test")])
def test_what_the_programs_and_tests_start_is_installed_first(load: Any, package: str, needed_for: str) -> None:
    system = load("system")
    assert package in {"run": system.TO_RUN, "test": system.TO_TEST}[needed_for]
