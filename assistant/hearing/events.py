"""What the ear tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SpeechStarted:
    """Somebody began to speak; an Utterance follows. `at` is monotonic."""

    at: float


@dataclass(frozen=True)
class Partial:
    """The transcript so far, when it changed."""

    text: str


@dataclass(frozen=True)
class CryHeard:
    """A definite cry to be acted on at once (see CryWatch), in a transcript so far or in the finished one."""

    text: str


@dataclass(frozen=True)
class Utterance:
    """A finished one. `text` is '' when no known word was in it.

    `ended_at` is the monotonic time at which its last frame with speech arrived, `seconds` its length up to there.
    `unknown_share` is that of syllables in words the recognizer does not know (see understood).
    `filled` is the text with own words of the house where the recognizer knew no word; '' when there are none.
    `level_db` is how loud its louder fifth was, against full scale; None when that is not known.
    """

    text: str
    ended_at: float
    seconds: float
    unknown_share: float = 0.0
    filled: str = ""
    level_db: float | None = None

    @property
    def began_at(self) -> float:
        """Monotonic, as `ended_at`."""
        return self.ended_at - self.seconds


HearingEvent = SpeechStarted | Partial | CryHeard | Utterance
