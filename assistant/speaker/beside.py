"""What goes on beside the conversation and has a few words of its own, heard without the wake word."""

from __future__ import annotations

import asyncio
from typing import Protocol

from assistant.dialogue.basics import basic_intent
from assistant.speaker.attention import Addressed
from assistant.speaker.mouth import Mouth


class Beside(Protocol):
    """See assistant.guided_check.guide.CheckGuide and assistant.reminders.ringing.Ringing."""

    @property
    def intent(self) -> str:
        """What a turn with one of its words was about."""
        ...

    def knows(self, text: str) -> bool: ...
    def hear(self, text: str) -> str | None:
        """What is said to one of its words, "" for nothing; None when it is none of them."""
        ...


class NothingBeside:
    """Knows no word."""

    intent = ""

    def knows(self, text: str) -> bool:
        return False

    def hear(self, text: str) -> str | None:
        return None


class Besides:
    """Several, of which the first hears a word first."""

    def __init__(self, *each: Beside) -> None:
        self._each = each
        self.intent = ""  # of the one that knew the last word

    def knows(self, text: str) -> bool:
        return any(one.knows(text) for one in self._each)

    def hear(self, text: str) -> str | None:
        for one in self._each:
            said = one.hear(text)
            if said is not None:
                self.intent = one.intent
                return said
        return None


class SaidBeside:
    """Gives it what was said to the speaker, and says what it answers."""

    def __init__(self, beside: Beside | None, mouth: Mouth) -> None:
        self._beside, self._mouth = beside or NothingBeside(), mouth
        self._said: asyncio.Future[None] | None = None

    @property
    def intent(self) -> str:
        return self._beside.intent

    def knows(self, request: str) -> bool:
        return self._beside.knows(request)

    def hear(self, request: str, addressed: Addressed) -> str | None:
        """What is being said to one of its words, "" for nothing; None when it is none, or yes or no to what was asked
        a moment ago."""
        if addressed is Addressed.OPEN and basic_intent(request) in ("affirm", "deny"):
            return None
        line = self._beside.hear(request)
        if line is None:
            return None
        if self._said is not None:
            self._mouth.break_off(self._said)  # what was said to the word before is out of date
        self._said = self._mouth.say(line) if line else None
        return line
