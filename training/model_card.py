"""Step 7: the model card beside the model, with what `xiaoan bench hear` measured on the old model and the new one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.errors import TrainingError

_BENCH_TIMEOUT_S = 3600


@dataclass(frozen=True)
class BenchFigures:
    """The bench's objects of one model: one for each signal-to-noise ratio, and the summary."""

    conditions: tuple[dict[str, Any], ...]
    summary: dict[str, Any]


@dataclass(frozen=True)
class Making:
    """What the card says of how the model came about."""

    words: int
    sentences: int
    voices: int
    minutes: float
    decoding: str
    trial: str


def measure(root: Path, *models: Path) -> list[BenchFigures]:
    """`xiaoan bench hear` over these models on the same sound. Raises TrainingError with what it said."""
    command = [str(root / ".venv/bin/xiaoan"), "bench", "hear", "--json"]
    for model in models:
        command += ["--model", str(model)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_BENCH_TIMEOUT_S, check=False, cwd=root)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TrainingError(f"the bench did not run ({error}); `make setup` first, then start again") from error
    if done.returncode != 0:
        raise TrainingError(f"the bench failed: {done.stderr.strip()[-400:]}")
    return read_figures(done.stdout, [str(model) for model in models])


def read_figures(lines: str, folders: list[str]) -> list[BenchFigures]:
    """The bench's lines, sorted by model folder."""
    objects = [json.loads(line) for line in lines.splitlines() if line.startswith("{")]
    found = []
    for folder in folders:
        own = [each for each in objects if each["folder"] == folder]
        conditions = tuple(each for each in own if each["kind"] == "condition")
        summary = next(each for each in own if each["kind"] == "summary")
        found.append(BenchFigures(conditions, summary))
    return found


def model_card(made: Making, new: BenchFigures, old: BenchFigures | None) -> str:
    """Markdown."""
    parts = [_INTRODUCTION.format(made=made, day=datetime.now(UTC).date(), new=new.summary), _table(new)]
    if old is not None:
        parts += ["\nThe model that it took the place of, on the same sound:\n", _table(old)]
    return "\n".join([*parts, _LIMITS])


_INTRODUCTION = """# xiaoan-zh-builtin

The speech model that comes with Xiao An, in the form Vosk loads. It was made on {day} by `make train-recognizer`
and by nothing else: no recording of a person and no model of others went into it.

**It does not understand people.** It understands the voice of espeak-ng in Mandarin. It is there for the first run, for
the demonstration, for the tests, and for machines that cannot download a real model; the program says so aloud and on
the page. For people: `xiaoan models fetch vosk-model-small-cn-0.22`.

## What it was made of

- {made.sentences} utterances: the intents' examples with their slots filled in anew, the cries for help of
  `assistant/hearing/cry.toml`, words and syllables in no order. Spoken by {made.voices} voices of espeak-ng by pinyin.
- Alignments told by the synthesizer; rooms, microphones, noises, babble and opera-like music made by seed.
- A network over 40 MFCC that sees 225 ms before and after; initials, and finals with their tones.
- {made.words} words; whatever is in none of them is heard as `[unk]`.
- Decoder: {made.decoding}; chosen on voices and sentences kept out of the training ({made.trial}).
- Made in {made.minutes:.0f} minutes. {new[mb]} MB; it takes {new[real_time_factor]} of the time of what it hears.

## What it hears

`xiaoan bench hear`, with voices, sentences and noises that are not in the training. m4, m7, f3 and f5 are the
mainstream voices; travis (hoarse), marcelo, steph2 and edward2 are the others.
"""

_LIMITS = """
False cries are definite cries heard in other sentences. Near-sounding ones, made to be mistaken, are counted apart.

## Limits

Words that are not in `graph/words.txt` cannot be heard by it. Add your own in the settings
(`speaker.hearing.words`), so that what sounds like them is written as them; or add examples to `intents` and
make the model anew.
"""


def _ordinary(each: dict[str, Any]) -> str:
    return f"{each['false_cries'] - each['false_near_cries']} of {each['others'] - each['near_cries']}"


_Value = Callable[[dict[str, Any]], str]
_ROWS: tuple[tuple[str, _Value], ...] = (
    ("sentences right, eight voices", lambda each: _share(each["sentence_accuracy"])),
    ("sentences right, mainstream voices", lambda each: _share(each["mainstream"]["sentence_accuracy"])),
    ("characters wrong", lambda each: _share(each["character_error_rate"])),
    ("cries for help found", lambda each: f"{each['cries_found']} of {each['cries']}"),
    ("false cries", _ordinary),
    ("false cries, near-sounding", lambda each: f"{each['false_near_cries']} of {each['near_cries']}"),
    ("wake words found", lambda each: f"{each['wake_words_found']} of {each['wake_words']}"),
    ("false wake-ups", lambda each: str(each["false_wake_ups"])),
    ("other talk rejected", lambda each: _share(each["out_of_domain_rejected"])),
)


def _table(figures: BenchFigures) -> str:
    names = ["clean" if each["snr_db"] is None else f"{each['snr_db']:g} dB" for each in figures.conditions]
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {label} | {' | '.join(value(each) for each in figures.conditions)} |" for label, value in _ROWS]
    return "\n".join(lines) + "\n"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"
