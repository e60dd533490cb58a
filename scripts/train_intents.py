"""Trains the Rasa model when its sources changed. Needs only the standard library and rich; run it from anywhere.

The stamp beside the model holds a hash over everything the model is made of. Exit codes: 0 trained or up to date,
1 training failed, 2 the Rasa environment is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL_NAME = "xiaoan-zh"
SOURCES = (
    "intents/config.yml",
    "intents/domain",
    "intents/data",
    "intents/sentences",
    "intents/components",
    "requirements/rasa.txt",
)
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "TQDM_DISABLE": "1",
    "XIAOAN_ACTIONS_URL": "http://127.0.0.1:15055/webhook",
}
STARTS, ENDS = "Starting to train component '", "Finished training component '"


class TrainingError(Exception):
    """Rasa could not make a model. The text holds its last words."""


def source_files(root: Path) -> list[Path]:
    """Every file the model depends on, sorted."""
    files: list[Path] = []
    for name in SOURCES:
        path = root / name
        found = path.rglob("*") if path.is_dir() else [path]
        files += [file for file in found if file.suffix in {".yml", ".py", ".txt"}]
    return sorted(files)


def sources_hash(root: Path) -> str:
    """SHA-256 over the names and contents of the sources."""
    digest = hashlib.sha256()
    for file in source_files(root):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(file.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def up_to_date(root: Path) -> bool:
    """True when the model is there and was trained from the present sources."""
    model, stamp = model_files(root)
    return model.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == sources_hash(root)


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """What Rasa trains in. It leaves compiled the modules that its server imports: from their sources a start takes
    twice as long, and where Python is told to keep nothing (as in containers) each one would."""
    return {name: value for name, value in environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | QUIET


def model_files(root: Path) -> tuple[Path, Path]:
    """The model and its stamp."""
    folder = root / "intents/models"
    return folder / f"{MODEL_NAME}.tar.gz", folder / f"{MODEL_NAME}.sha256"


def train(root: Path, rasa: Path) -> Iterator[str]:
    """Trains, yielding what is being done; writes the stamp last. Raises TrainingError."""
    model, stamp = model_files(root)
    stamp.unlink(missing_ok=True)
    trained_from = sources_hash(root)
    command = [
        str(rasa), "train", "--config", "config.yml", "--domain", "domain", "--data", "data",
        "--out", "models", "--fixed-model-name", MODEL_NAME, "--force",
    ]  # fmt: skip
    last_words: deque[str] = deque(maxlen=25)
    with subprocess.Popen(
        command,
        cwd=root / "intents",
        env=environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            last_words.append(line.rstrip())
            if STARTS in line:
                yield line.split(STARTS)[1].split("'")[0]
            elif "Validating" in line:
                yield "checking the examples and rules"
    if process.returncode != 0 or not model.is_file():
        raise TrainingError(f"rasa train ended with code {process.returncode}:\n" + "\n".join(last_words))
    stamp.write_text(trained_from + "\n", encoding="utf-8")


def show(root: Path, rasa: Path) -> None:
    """Trains with a moving line that says which part is being trained."""
    from rich.console import Console

    console = Console(stderr=True)
    began = time.monotonic()
    with console.status("Training the understanding of Mandarin: starting Rasa …") as status:
        for doing in train(root, rasa):
            status.update(f"Training the understanding of Mandarin: {doing} …")
    console.print(f"The understanding of Mandarin is trained ({time.monotonic() - began:.0f} s).")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Trains the Rasa model when its sources changed.")
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    parser.add_argument("--check", action="store_true", help="train nothing; exit 1 if training is needed")
    parser.add_argument("--root", type=Path, default=ROOT, help="the project's folder")
    chosen = parser.parse_args(arguments)
    if not chosen.force and up_to_date(chosen.root):
        return 0
    if chosen.check:
        return 1
    rasa = chosen.root / "intents/.venv/bin/rasa"
    if not rasa.exists():
        print(f"The Rasa environment is missing: there is no {rasa}. Run `make setup`.", file=sys.stderr)
        return 2
    try:
        show(chosen.root, rasa)
    except TrainingError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
