"""One utterance heard by one model, as the speaker takes it: frame by frame, each partial transcript looked at."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.hearing.cry import classify_cry
from assistant.hearing.cry_watch import CryWatch
from assistant.hearing.ear import TellsUnknown
from assistant.hearing.understood import mostly_unknown
from assistant.hearing.voice_activity import FRAME_S
from assistant.hearing.wake_word import after_wake_word
from assistant.ports import Cry, SpeechRecognizer
from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm


@dataclass(frozen=True)
class Heard:
    """What came of an utterance. `processor_s` is the recognizer's own time.

    `cry` is what the speaker would take it for, `last_cry` what the finished transcript alone says.
    """

    text: str
    cry: Cry
    last_cry: Cry
    wake: bool
    seconds: float
    processor_s: float
    unknown_share: float = 0.0

    @property
    def rejected(self) -> bool:
        """The speaker would act on none of it: no word was known, or too few."""
        return not self.text or mostly_unknown(self.unknown_share)

    @property
    def without_effect(self) -> bool:
        """The speaker would neither answer, nor ask, nor raise an alert."""
        return not self.wake and self.cry is Cry.NONE


def listen(recognizer: SpeechRecognizer, pcm: Pcm, cry_steady_s: float) -> Heard:
    """A definite cry counts as soon as CryWatch lets it through, an unclear one and the wake word at the end."""
    began = time.thread_time()
    partials = [recognizer.accept(frame) for frame in _frames(pcm)]
    text = recognizer.finish()
    processor_s = time.thread_time() - began
    watch = CryWatch(cry_steady_s)
    early = any(watch.partial(partial, count * FRAME_S) for count, partial in enumerate(partials, start=1))
    last_cry = classify_cry(text)
    cry = Cry.DEFINITE if early else last_cry
    unknown = recognizer.unknown_share if isinstance(recognizer, TellsUnknown) else 0.0
    wake, seconds = after_wake_word(text) is not None, len(pcm) / SAMPLE_RATE_HZ
    return Heard(text, cry, last_cry, wake, seconds, processor_s, unknown)


def _frames(pcm: Pcm) -> Iterator[Pcm]:
    whole = np.pad(pcm, (0, -len(pcm) % FRAME_SAMPLES))
    yield from whole.reshape(-1, FRAME_SAMPLES)
