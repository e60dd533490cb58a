"""What the bench says, by group. The groups stand in sentences.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from importlib import resources

from assistant.hearing.cry import classify_cry
from assistant.hearing.wake_word import DEFAULT_WAKE_WORD, after_wake_word
from assistant.ports import Cry


@dataclass(frozen=True)
class Sentences:
    """Texts by what a good speaker does with them; sentences.toml says what belongs where."""

    demonstration: tuple[str, ...]
    commands: tuple[str, ...]
    cries: tuple[str, ...]
    near_cries: tuple[str, ...]
    others: tuple[str, ...]
    broken_off: tuple[str, ...]
    out_of_domain: tuple[str, ...]


def load_sentences() -> Sentences:
    """The sentences of the bench."""
    text = resources.files("xiaoan.bench.hear").joinpath("sentences.toml").read_text(encoding="utf-8")
    groups = tomllib.loads(text)
    return Sentences(**{field.name: tuple(groups[field.name]) for field in fields(Sentences)})


def misplaced(sentences: Sentences) -> list[str]:
    """What a perfect recognizer would be blamed for: each text in a wrong group, and why."""
    silent = (*sentences.near_cries, *sentences.others, *sentences.out_of_domain)
    calm = (*sentences.commands, *silent)
    return [
        *(f"{text}: is no definite cry" for text in sentences.cries if not _cries(text)),
        *(f"{text}: is a definite cry, or begins as one" for text in calm if _cries_early(text)),
        *(f"{text}: is a definite cry to its end" for text in sentences.broken_off if _cries(text)),
        *(f"{text}: does not begin as a definite cry" for text in sentences.broken_off if not _cries_early(text)),
        *(f"{text}: calls {DEFAULT_WAKE_WORD}" for text in silent if after_wake_word(text) is not None),
    ]


def _cries(text: str) -> bool:
    return classify_cry(text) is Cry.DEFINITE


def _cries_early(text: str) -> bool:
    """At the end or on a partial transcript."""
    return any(_cries(text[:end]) for end in range(1, len(text) + 1))
