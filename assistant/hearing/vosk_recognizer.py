"""SpeechRecognizer over Vosk."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from typing import Any

from assistant.models.check import check_model
from assistant.models.choose import ChosenModel
from hardware.ports import SAMPLE_RATE_HZ, Pcm

_UNKNOWN = frozenset({"[unk]", "<unk>", "<UNK>", "[UNK]"})
_SPACE_NOT_BETWEEN_LATIN = re.compile(r"(?<![a-zA-Z'])\s+|\s+(?![a-zA-Z'])")


class VoskRecognizer:
    """One stream of speech. Calls may come from any thread, one at a time is done.

    Words the model does not know ([unk]) are left out of the text; `heard_unknown` tells of them.
    """

    def __init__(self, model: ChosenModel | Path) -> None:
        """Loads a chosen model, or the one in a folder, which is tried first. Blocking. Raises RecognizerError."""
        if isinstance(model, Path):
            check_model(model)
        folder = model if isinstance(model, Path) else model.folder
        import vosk

        vosk.SetLogLevel(-1)
        self._start(vosk.Model(str(folder)))

    def another(self) -> VoskRecognizer:
        """A stream of its own over the same loaded model."""
        other = VoskRecognizer.__new__(VoskRecognizer)
        other._start(self._model)
        return other

    def _start(self, model: Any) -> None:
        import vosk

        self._model = model
        self._kaldi = vosk.KaldiRecognizer(model, SAMPLE_RATE_HZ)
        self._lock = threading.Lock()
        self._done: list[str] = []  # Vosk ends an utterance by its own rules; these parts belong to ours
        self._unknown = False
        self.heard_unknown = False  # of the utterance finished last

    def accept(self, pcm: Pcm) -> str:
        with self._lock:
            if self._kaldi.AcceptWaveform(pcm.tobytes()):
                self._done += self._words(self._kaldi.Result(), "text")
                return _joined(self._done)
            return _joined([*self._done, *self._words(self._kaldi.PartialResult(), "partial", keep=False)])

    def finish(self) -> str:
        with self._lock:
            text = _joined([*self._done, *self._words(self._kaldi.FinalResult(), "text")])
            self.heard_unknown = self._unknown
            self._clear()
            return text

    def reset(self) -> None:
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._kaldi.Reset()
        self._done, self._unknown = [], False

    def _words(self, result: str, key: str, keep: bool = True) -> list[str]:
        """The known words. `keep`: unknown ones count, as they do in a result and not yet in a partial one."""
        words = str(json.loads(result).get(key, "")).split()
        self._unknown |= keep and any(word in _UNKNOWN for word in words)
        return [word for word in words if word not in _UNKNOWN]


def _joined(words: list[str]) -> str:
    """Without spaces, but for those between Latin words."""
    return _SPACE_NOT_BETWEEN_LATIN.sub("", " ".join(words))
