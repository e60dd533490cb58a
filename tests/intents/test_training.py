"""The training script decides rightly when to train, and says plainly what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intents.sources import module
from tests.rasa_server import ROOT

SCRIPT = ROOT / "scripts/train_intents.py"
TRAINING = module("scripts/train_intents.py")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The sources with a stamped pretence of a model, and no Rasa environment."""
    for name in TRAINING.SOURCES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    model, stamp = TRAINING.model_files(tmp_path)
    model.parent.mkdir()
    model.write_bytes(b"model")
    stamp.write_text(TRAINING.sources_hash(tmp_path), encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPT), "--root", str(project), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)


def test_nothing_is_done_when_nothing_changed(project: Path) -> None:
    done = run(project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


CHANGED = (
    "intents/config.yml",
    "intents/domain/weather.yml",
    "intents/data/rules/help.yml",
    "intents/components/sound.py",
    "requirements/rasa.txt",
)


@pytest.mark.parametrize("source", CHANGED)
def test_any_changed_source_asks_for_training(project: Path, source: str) -> None:
    with (project / source).open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert not TRAINING.up_to_date(project)
    assert run(project, "--check").returncode == 1


def test_a_new_source_or_a_lost_model_asks_for_training(project: Path) -> None:
    assert TRAINING.up_to_date(project)
    (project / "intents/data/nlu/new.yml").write_text('version: "3.1"\n', encoding="utf-8")
    assert not TRAINING.up_to_date(project)
    (project / "intents/data/nlu/new.yml").unlink()
    assert TRAINING.up_to_date(project)
    TRAINING.model_files(project)[0].unlink()
    assert not TRAINING.up_to_date(project)


def test_a_missing_environment_is_said(project: Path) -> None:
    done = run(project, "--force")
    assert done.returncode == 2
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_training_is_said_and_leaves_no_stamp(project: Path) -> None:
    rasa = project / "intents/.venv/bin/rasa"
    rasa.parent.mkdir(parents=True)
    rasa.write_text("#!/bin/sh\necho broken domain\nexit 1\n", encoding="utf-8")
    rasa.chmod(0o755)
    done = run(project, "--force")
    assert done.returncode == 1
    assert "broken domain" in done.stderr
    assert not TRAINING.up_to_date(project)
