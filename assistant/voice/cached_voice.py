"""Remembers the last sounds, since a speaker says the same lines again and again. In memory only."""

from __future__ import annotations

import threading
from collections import OrderedDict

from assistant.voice.engine import Engine
from hardware.ports import Sound

KEPT_S = 120.0  # of speech: about 5 MB


class CachedVoice:
    """Engine that asks the inner one only for what it does not remember. Thread-safe."""

    def __init__(self, inner: Engine, kept_s: float = KEPT_S) -> None:
        self._inner = inner
        self._kept_s = kept_s
        self._sounds: OrderedDict[tuple[str, float], Sound] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        return self._inner.identity

    def synthesize(self, text: str, rate: float) -> Sound:
        key = (text, rate)
        with self._lock:
            if key in self._sounds:
                self._sounds.move_to_end(key)
                return self._sounds[key]
        sound = self._inner.synthesize(text, rate)
        with self._lock:
            self._sounds[key] = sound
            while sum(kept.seconds for kept in self._sounds.values()) > self._kept_s:
                self._sounds.popitem(last=False)
        return sound

    def close(self) -> None:
        self._inner.close()
