"""The command: `python -m training` makes the built-in recognizer model (`make train-recognizer` sets it up first)."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from training.errors import TrainingError
from training.install import install
from training.model_card import Making, measure, model_card
from training.run import HERE, Trained, train
from training.settings import load_settings
from training.work_folder import WorkFolder

ROOT = HERE.parent
_HELP = """Makes the built-in recognizer model from the project's own words and a synthesizer's voices, and installs it.

Steps: corpus, speech, features, network, trial, bench. What is finished is kept in the work folder: an interrupted
run goes on where it stopped, and a changed setting or program redoes only the steps it touches.

Exit codes: 0 installed; 1 something is missing or wrong; 130 interrupted."""


def main(words: list[str]) -> int:
    """The program."""
    arguments = _parser().parse_args(words)
    began = time.monotonic()
    try:
        settings = load_settings(arguments.settings)
        with _Shown(Console(stderr=True)) as shown:
            trained = train(ROOT, arguments.settings, settings, WorkFolder(arguments.work), shown.told)
        minutes = (time.monotonic() - began) / 60
        return _finish(trained, arguments, minutes)
    except TrainingError as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("training: interrupted; start it again and it goes on from here", file=sys.stderr)
        return 130


def _finish(trained: Trained, arguments: argparse.Namespace, minutes: float) -> int:
    print(f"{trained.words} words; {trained.decoding}; on the trial {trained.figures}; {minutes:.1f} min")
    if arguments.no_install:
        print(f"the model is in {trained.folder}")
        return 0
    print("measuring it beside the model that it replaces …")
    models = [trained.folder, *([arguments.into] if arguments.into.is_dir() else [])]
    new, *old = measure(ROOT, *models)
    made = Making(
        trained.words, trained.sentences, trained.voices, minutes, str(trained.decoding), str(trained.figures)
    )
    (trained.folder / "README.md").write_text(model_card(made, new, old[0] if old else None), encoding="utf-8")
    install(trained.folder, arguments.into)
    print(f"installed in {arguments.into}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m training", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--settings", type=Path, default=HERE / "settings.toml", help="what the model is made of")
    parser.add_argument("--work", type=Path, default=HERE / ".work", help="where the steps keep what they made")
    parser.add_argument(
        "--into", type=Path, default=ROOT / "assistant/models/xiaoan-zh-builtin", help="the model that is replaced"
    )
    parser.add_argument("--no-install", action="store_true", help="leave the model in the work folder")
    return parser


class _Shown:
    """A bar for each step."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.fields[name]:>9}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        self._bars = Progress(*columns, console=console)
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> _Shown:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def told(self, name: str, share: float, words: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task("", total=1.0, name=name)
        self._bars.update(self._tasks[name], completed=share, description=words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
