"""Engines that fail in the ways real ones were seen to."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.ports import SynthesisError
from assistant.voice import pyttsx3_voice
from hardware.ports import Sound


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine may take long to start a helper."""
    monkeypatch.setattr(pyttsx3_voice, "READY_WITHIN_S", 60.0)


class FaultyEngine:
    """Gives what it is told to, in turn; the last one again and again."""

    def __init__(self, *gives: Sound | SynthesisError, name: str = "faulty") -> None:
        self._gives = list(gives)
        self._name = name
        self.asked = 0
        self.closed = False

    @property
    def identity(self) -> str:
        return self._name

    def synthesize(self, text: str, rate: float) -> Sound:
        self.asked += 1
        given = self._gives.pop(0) if len(self._gives) > 1 else self._gives[0]
        if isinstance(given, SynthesisError):
            raise given
        return given

    def close(self) -> None:
        self.closed = True


def tone(seconds: float, amplitude: float = 6000.0, rate_hz: int = 22_050) -> Sound:
    """Something audible, in place of speech."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return Sound((np.sin(2 * np.pi * 220 * t) * amplitude).astype(np.int16), rate_hz)


@pytest.fixture
def empty() -> Sound:
    """What pyttsx3 leaves when it drops an utterance: a wav of 44 bytes."""
    return Sound(np.zeros(0, np.int16), 22_050)
