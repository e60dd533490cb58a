"""Whether what the microphone heard is the speaker's own voice."""

from __future__ import annotations

import time

from assistant.speaker.echo import is_echo, is_echo_of_cry
from assistant.speaker.mouth import Mouth

ECHO_TAIL_S = 0.6  # room and buffer: what is heard so soon after speaking may still be the loudspeaker


class OwnVoice:
    """A cry is judged more narrowly than a request: one taken for an echo is a person who is not helped."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._dropped: tuple[int, str] = (-1, "")  # what was said then, and the cry that counted as its echo

    def is_request(self, text: str) -> bool:
        """True when a text is an echo of what is being said."""
        return self._sounding(0.0) and is_echo(text, self._mouth.saying or self._mouth.last_said)

    def is_cry(self, text: str, late_s: float = 0.0) -> bool:
        """True when a cry is an echo of the very sentence being played, and is heard for the first time in it.

        `late_s`: so long after it was heard the cry is looked at.
        """
        return self._sounding(late_s) and is_echo_of_cry(text, self._mouth.sounding) and not self._heard_before(text)

    def dropped(self, cry: str) -> None:
        """A whole utterance was taken for an echo: the same cry once more while this is said is a person's."""
        self._dropped = (self._mouth.item, cry)

    def _sounding(self, late_s: float) -> bool:
        return bool(self._mouth.saying) or time.monotonic() - self._mouth.silent_since < ECHO_TAIL_S + late_s

    def _heard_before(self, text: str) -> bool:
        item, cry = self._dropped
        return item == self._mouth.item and (is_echo(text, cry) or is_echo(cry, text))
