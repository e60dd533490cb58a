"""The two Python environments, and the Rasa model."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import stamps
from interpreters import PYTHONS, find_python, find_uv, version_of
from say import line, output, run, timed

OURS = Path(".venv")
RASA = Path("intents/.venv")
TRAINING = Path("training/.venv")
OUR_VERSIONS = ("3.11", "3.12", "3.13")
RASA_VERSIONS = ("3.10",)
TRAINING_VERSIONS = ("3.11", "3.12", "3.13")
TORCH = "torch==2.13.0"  # by pip, which takes the processor's build where one is offered; others are several GB
TRAINER = Path("scripts/train_intents.py")


def ours(level: str) -> None:
    """.venv with the packages of `level` (runtime or dev) and the command xiaoan.

    An environment that has the test packages keeps them: a later `make run` takes nothing away.
    """
    old = stamps.read(OURS)
    if old.get("level") == "dev":
        level = "dev"
    pins = Path(f"requirements/{level}.txt")
    stamp = {"level": level, "inputs": stamps.fingerprint([pins, Path("pyproject.toml")], str(Path.cwd()))}
    if _is_current(OURS, OUR_VERSIONS, stamp):
        line(f".venv: current ({level})")
        return

    def build(uv: str, python: str) -> None:
        # Compiled now and not at each start, which would take twice as long where Python is told to keep nothing.
        # (Of Rasa's far larger environment the trainer leaves compiled what is used.)
        _uv(uv, "pip", "sync", "--compile-bytecode", "--python", python, str(pins))
        _uv(uv, "pip", "install", "--python", python, "--no-deps", "--editable", ".")

    _environment(OURS, OUR_VERSIONS, stamp, build)


def rasa() -> None:
    """intents/.venv with Rasa."""
    pins = Path("requirements/rasa.txt")
    stamp = {"level": "rasa", "inputs": stamps.fingerprint([pins])}
    if _is_current(RASA, RASA_VERSIONS, stamp):
        line("intents/.venv: current")
        return
    _environment(RASA, RASA_VERSIONS, stamp, lambda uv, python: _uv(uv, "pip", "sync", "--python", python, str(pins)))


def training() -> None:
    """training/.venv with what makes the recognizer model."""
    pins = Path("training/requirements.txt")
    stamp = {"level": TORCH, "inputs": stamps.fingerprint([pins])}
    if _is_current(TRAINING, TRAINING_VERSIONS, stamp):
        line("training/.venv: current")
        return

    def build(uv: str, python: str) -> None:
        _uv(uv, "pip", "sync", "--python", python, str(pins))
        run([python, "-m", "pip", "install", "--quiet", TORCH])

    _environment(TRAINING, TRAINING_VERSIONS, stamp, build)


def model() -> None:
    """The Rasa model, trained when its sources changed: the trainer itself knows."""
    trainer = [str(OURS / "bin" / "python"), str(TRAINER)]
    if output([*trainer, "--check"]) is not None:
        line("Rasa model: current")
        return
    with timed("training the Rasa model (about a minute)"):
        run(trainer)


def _is_current(folder: Path, versions: tuple[str, ...], stamp: dict[str, str]) -> bool:
    return stamps.read(folder) == stamp and version_of(folder / "bin" / "python") in versions


def _environment(
    folder: Path, versions: tuple[str, ...], stamp: dict[str, str], build: Callable[[str, str], None]
) -> None:
    uv = find_uv()

    def make() -> None:
        if version_of(folder / "bin" / "python") not in versions:
            shutil.rmtree(folder, ignore_errors=True)
            _uv(uv, "venv", "--no-project", "--python", find_python(versions, uv), str(folder))
        with timed(f"installing packages into {folder}"):
            build(uv, str(folder / "bin" / "python"))

    stamps.redo(folder, stamp, make)


def _uv(uv: str, *words: str) -> None:
    """Runs uv. Registry settings come from the environment and from uv's own files, and are left alone."""
    environment = {"UV_PYTHON_INSTALL_DIR": os.environ.get("UV_PYTHON_INSTALL_DIR", str(PYTHONS.absolute()))}
    if "UV_LINK_MODE" not in os.environ and not _same_disk(uv):
        environment["UV_LINK_MODE"] = "copy"
    run([uv, *words], environment)


def _same_disk(uv: str) -> bool:
    """True when uv's cache can be linked into the environments; otherwise it would warn about each package."""
    cache = Path((output([uv, "cache", "dir"]) or "/").strip())
    while not cache.exists():
        cache = cache.parent
    return cache.stat().st_dev == Path.cwd().stat().st_dev
