"""How loud the loudspeaker comes back to the microphone, learned from what surely was its echo."""

from __future__ import annotations

import math
from collections import deque
from statistics import median

_KEPT = 9
_LEAST = 3  # one alone may be a person who repeated the words
_MARGIN_DB = 3.0


class EchoLevel:
    """Levels are against full scale; a volume is that of the loudspeaker in percent."""

    def __init__(self) -> None:
        self._gains_db: deque[float] = deque(maxlen=_KEPT)

    def learn(self, level_db: float | None, volume_percent: int = 100) -> None:
        """One more echo was heard so loud."""
        if level_db is not None and volume_percent > 0:
            self._gains_db.append(level_db - _volume_db(volume_percent))

    def explains(self, level_db: float | None, volume_percent: int = 100) -> bool:
        """True when the echo alone is as loud as what was heard. False as long as little is known."""
        if level_db is None or volume_percent <= 0 or len(self._gains_db) < _LEAST:
            return False
        return level_db <= median(self._gains_db) + _volume_db(volume_percent) + _MARGIN_DB


def _volume_db(percent: int) -> float:
    """As hardware.volume makes it: the amplitude is the square of the volume."""
    return 40 * math.log10(percent / 100)
