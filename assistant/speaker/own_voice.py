"""Whether what the microphone heard is the speaker's own voice, by its words, its time and its loudness."""

from __future__ import annotations

import time
from dataclasses import dataclass

from assistant.speaker.echo import is_echo, is_echo_of_cry, without_echo
from assistant.speaker.echo_level import EchoLevel
from assistant.speaker.mouth import Mouth

ECHO_TAIL_S = 0.6  # room and buffer: what is heard so soon after speaking may still be the loudspeaker
_BEYOND_S = 0.5  # speech that goes on for so long after the tail is somebody's


@dataclass(frozen=True)
class HeardAt:
    """When an utterance was spoken (monotonic), and how loud; see Utterance."""

    began_at: float
    ended_at: float
    level_db: float | None = None


def heard_now() -> HeardAt:
    """Of what has just been spoken, or typed."""
    now = time.monotonic()
    return HeardAt(now, now)


class OwnVoice:
    """A cry is judged more narrowly than a request: one taken for an echo is a person who is not helped."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._level = EchoLevel()
        self._dropped: tuple[int, str] = (-1, "")  # what was said then, and the cry that counted as its echo

    def persons_part(self, text: str, heard: HeardAt | None = None) -> str:
        """What of a text a person said; '' when all of it is an echo of what was being said meanwhile.

        An utterance is often judged long after it began: what counts is what was being said then.
        """
        at = heard or heard_now()
        if not self._may_echo(at.began_at):
            return text
        said = self._mouth.said_since(at.began_at - ECHO_TAIL_S)
        if self._goes_beyond(at):
            return without_echo(text, said) or text
        if is_echo(text, said):
            rest = without_echo(text, said)
            if rest == text or not rest.strip():
                self._level.learn(at.level_db, self._mouth.volume_percent)
            return "" if rest == text else rest
        return without_echo(text, said)

    def as_loud_as_echo(self, heard: HeardAt) -> bool:
        """True for what was spoken while the speaker was, and was no louder than its own voice comes back: words that
        the recognizer made of the echo."""
        if not self._may_echo(heard.began_at) or self._goes_beyond(heard):
            return False
        return self._level.explains(heard.level_db, self._mouth.volume_percent)

    def is_cry(self, text: str, late_s: float = 0.0) -> bool:
        """True when a cry is an echo of the very sentence being played, and is heard for the first time in it.

        `late_s`: so long after it was heard the cry is looked at.
        """
        may_echo = self._may_echo(time.monotonic() - late_s)
        return may_echo and is_echo_of_cry(text, self._mouth.sounding) and not self._heard_before(text)

    def dropped(self, cry: str) -> None:
        """A whole utterance was taken for an echo: the same cry once more while this is said is a person's."""
        self._dropped = (self._mouth.item, cry)

    def _may_echo(self, began_at: float) -> bool:
        return bool(self._mouth.saying) or began_at - self._mouth.silent_since < ECHO_TAIL_S

    def _goes_beyond(self, heard: HeardAt) -> bool:
        """True when speech went on for longer than an echo can."""
        return not self._mouth.saying and heard.ended_at - self._mouth.silent_since > ECHO_TAIL_S + _BEYOND_S

    def _heard_before(self, text: str) -> bool:
        item, cry = self._dropped
        return item == self._mouth.item and (is_echo(text, cry) or is_echo(cry, text))
