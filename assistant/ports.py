"""Seams of the speaker program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hardware.ports import Pcm, Sound


class RecognizerError(Exception):
    """A speech model is missing or damaged. The text says how to mend it."""


class SynthesisError(Exception):
    """No engine made sound of a text."""


class ChannelError(Exception):
    """A message did not leave. The text names no address. `perhaps_sent`: it may have left all the same."""

    def __init__(self, text: str, perhaps_sent: bool = False) -> None:
        super().__init__(text)
        self.perhaps_sent = perhaps_sent


class DialogueError(Exception):
    """The dialogue engine does not answer, or answered nothing."""


class SpeechRecognizer(Protocol):
    """Streaming recognition of one utterance at a time. Not thread-safe; every call may block for milliseconds."""

    def accept(self, pcm: Pcm) -> str:
        """Takes 16 kHz mono samples and returns the transcript so far, without spaces."""
        ...

    def finish(self) -> str:
        """Ends the utterance: the final transcript, and a fresh start."""
        ...

    def reset(self) -> None:
        """Drops the utterance."""
        ...


class SpeechSynthesizer(Protocol):
    """Text to sound. Blocking; called in a thread."""

    def synthesize(self, text: str, rate: float) -> Sound:
        """`rate` 1.0 is the voice's own pace. Raises SynthesisError, never returns silence."""
        ...


class Cry(StrEnum):
    """What a transcript says of a need for help."""

    DEFINITE = "definite"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True)
class Understanding:
    """What a text means. `entities` are (entity, value)."""

    text: str
    intent: str
    confidence: float
    entities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Reply:
    """What the speaker says back."""

    lines: tuple[str, ...]
    expects_answer: bool = False
    intent: str = ""


class Dialogue(Protocol):
    """The dialogue engine."""

    async def ready(self) -> bool:
        """True when it answers."""
        ...

    async def parse(self, text: str) -> Understanding:
        """Raises DialogueError."""
        ...

    async def respond(self, text: str, conversation: str) -> Reply:
        """One turn. Raises DialogueError, also for an empty reply."""
        ...


class MessageChannel(Protocol):
    """A way to a person that does not lead through the station."""

    async def send(self, address: str, title: str, text: str) -> None:
        """Returns when the way's own server or network has taken it. Ends in bounded time. Raises ChannelError."""
        ...
