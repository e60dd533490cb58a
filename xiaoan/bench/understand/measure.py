"""Asks a dialogue engine about labelled sentences, one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.hearing.cry import classify_cry
from assistant.ports import DialogueError, Understanding
from xiaoan.bench.understand.cases import Case
from xiaoan.bench.understand.tally import Asked


class Understands(Protocol):
    """The part of assistant.ports.Dialogue that tells what a sentence means."""

    async def parse(self, text: str) -> Understanding:
        """Raises DialogueError."""
        ...


@dataclass
class Measured:
    """`unanswered` are the texts the engine gave no answer to, with its reason."""

    asked: list[Asked] = field(default_factory=list)
    unanswered: list[tuple[str, str]] = field(default_factory=list)


async def measure_understanding(
    dialogue: Understands, cases: Sequence[Case], progress: Callable[[int, int], None]
) -> Measured:
    """One at a time, since a speaker has one turn at a time too; `progress` gets what is done of how many."""
    measured = Measured()
    for done, case in enumerate(cases):
        progress(done, len(cases))
        cry = classify_cry(case.text)
        before = time.perf_counter()
        try:
            found = await dialogue.parse(case.text)
        except DialogueError as error:
            measured.unanswered.append((case.text, str(error)))
            continue
        measured.asked.append(Asked(case.label, found.intent, cry, time.perf_counter() - before))
    progress(len(cases), len(cases))
    return measured
