"""Messages that could not be kept: seen, and taken in again after whatever was wrong has been mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from messages.clock import Clock
from messages.dead_letters import DeadLetters, KeptLetter
from messages.errors import OutboxError
from station.audit import Deed, write
from station.database import Database
from station.errors import DatabaseDownError
from station.ingest.intake import Intake

MOST_SHOWN = 500


@dataclass(frozen=True)
class Replayed:
    """How many were taken in now, how many are still not understood, and how many were too long to be kept whole."""

    taken: int
    refused: int
    cut: int


class LostLetters:
    """The dead letters of the station. Every method raises DatabaseDownError."""

    def __init__(self, database: Database, letters: DeadLetters, intake: Intake, clock: Clock) -> None:
        self._database = database
        self._letters = letters
        self._intake = intake
        self._clock = clock

    def count(self) -> int:
        """How many are kept."""
        with _our_errors():
            return self._letters.count()

    def listed(self) -> tuple[KeptLetter, ...]:
        """The newest first. Their bodies may be about somebody's health and are not for showing."""
        with _our_errors():
            return self._letters.listed(MOST_SHOWN)

    def replay(self, by: str, reason: str | None = None, seq: int | None = None) -> Replayed:
        """Takes in again all of a reason, or one, or all. A message that was kept meanwhile changes nothing twice."""
        with _our_errors():
            chosen = [
                letter
                for letter in self._letters.listed(MOST_SHOWN)
                if (reason is None or letter.letter.reason == reason) and (seq is None or letter.seq == seq)
            ]
        whole = [letter for letter in reversed(chosen) if letter.whole]  # the oldest first, as they came
        taken = self._take_in(whole)
        with self._database.writing() as session:
            write(session, self._clock.now(), by, Deed.LETTERS_REPLAYED, str(len(chosen)))
        return Replayed(taken, len(whole) - taken, len(chosen) - len(whole))

    def _take_in(self, letters: Sequence[KeptLetter]) -> int:
        taken = 0
        for kept in letters:
            # Deleted only after the commit: killed in between, the message is there twice over and counts once.
            if self._intake.attempt(kept.letter.topic, kept.letter.body) is None:
                with _our_errors():
                    self._letters.delete([kept.seq])
                taken += 1
        return taken


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except OutboxError as error:
        raise DatabaseDownError(str(error)) from error
