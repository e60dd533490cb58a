"""Whether an utterance is meant for the speaker. Pure: data and a monotonic `now_s`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.hearing.wake_word import after_wake_word


class Addressed(StrEnum):
    """How an utterance reached the speaker."""

    HELD = "held"  # typed, or the page's button held down
    WAKE_WORD = "wake_word"
    OPEN = "open"  # an answer was expected, the microphone is open
    NOT = "not"


@dataclass(frozen=True)
class Attention:
    """Until when the microphone is open without the wake word."""

    open_until_s: float = 0.0

    def address(self, text: str, held: bool, now_s: float, wake_word: str) -> tuple[Addressed, str]:
        """How it was addressed, and the request without the wake word."""
        rest = after_wake_word(text, wake_word)
        if rest is not None:
            return Addressed.HELD if held else Addressed.WAKE_WORD, rest
        if held:
            return Addressed.HELD, text
        if now_s <= self.open_until_s:
            return Addressed.OPEN, text
        return Addressed.NOT, text
