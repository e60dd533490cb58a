"""Whether an utterance is meant for the speaker. Pure: data and a monotonic `now_s`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.hearing.wake_word import after_wake_word


class Addressed(StrEnum):
    """How an utterance reached the speaker."""

    HELD = "held"  # typed, or the page's button held down
    WAKE_WORD = "wake_word"
    OPEN = "open"  # an answer was expected, the microphone is open
    NOT = "not"


_OF_THE_DOSE = re.compile(
    r"(?:嗯|哦|好|好的|行|我|都|已经|刚|刚才|药|把药|把它)*(?:吃|喝|服|用)(?:过|完|好|下去|下)?(?:药)?(?:了|啦|咯)(?:药)?(?:了|啦|啊|呀)*"
    r"|(?:再)?(?:等|过|待)?一?会儿?(?:再|就)(?:说|吃|喝|提醒).{0,4}|等一?会儿?(?:吧|啊|呀)?"
    r"|(?:i(?:'ve| have)? )?(?:took|taken|had) (?:it|them|my (?:pills?|medicine))(?: already)?|taken"
)


def answers_a_reminder(text: str) -> bool:
    """True for a short 吃过了 or 等会儿再吃, which needs no wake word while a dose is waited for."""
    words = re.sub(r"[\s，。！,.!]+", " " if text.isascii() else "", text).strip().lower()
    return _OF_THE_DOSE.fullmatch(words) is not None


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
