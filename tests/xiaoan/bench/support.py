"""A recognizer that says what it is told to."""

from __future__ import annotations

import numpy as np

from hardware.ports import FRAME_SAMPLES, Pcm


class Recites:
    """SpeechRecognizer: a partial transcript for each frame, then the text."""

    def __init__(self, partials: tuple[str, ...], text: str) -> None:
        self._partials, self._text = partials, text
        self._frames = 0
        self.unknown_share = 0.0

    def accept(self, pcm: Pcm) -> str:
        assert len(pcm) == FRAME_SAMPLES
        self._frames += 1
        return self._partials[self._frames - 1]

    def finish(self) -> str:
        assert self._frames == len(self._partials)
        return self._text

    def reset(self) -> None:
        self._frames = 0

    def long_enough(self) -> Pcm:
        """Sound for all partials, the last frame not full."""
        return np.zeros(len(self._partials) * FRAME_SAMPLES - 100, np.int16)
