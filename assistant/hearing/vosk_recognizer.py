"""SpeechRecognizer over Vosk."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.hearing.gaps import UNKNOWN, GapFiller, Timed, timed_words
from assistant.hearing.own_words import OwnWord
from assistant.hearing.understood import unknown_share
from assistant.hearing.vocabulary import Spelling, words_that_a_grammar_may_use
from assistant.models.check import check_model
from assistant.models.choose import ChosenModel
from hardware.ports import SAMPLE_RATE_HZ, Pcm

_SAMPLE_BYTES = 2
_SPACE_NOT_BETWEEN_LATIN = re.compile(r"(?<![a-zA-Z'])\s+|\s+(?![a-zA-Z'])")


@dataclass
class _Loaded:
    """A model, shared by all streams over it, and what it is to listen for."""

    model: Any
    spelling: Spelling | None
    gaps: GapFiller | None = field(default=None)


class VoskRecognizer:
    """One stream of speech. Calls may come from any thread, one at a time is done.

    Words the model does not know ([unk]) are left out of the text; `unknown_share` tells of them, and `filled` is the
    text with the own words that were found among them (`listen_for`), '' when none was.
    """

    def __init__(self, model: ChosenModel | Path) -> None:
        """Loads a chosen model, or the one in a folder, which is tried first. Blocking. Raises RecognizerError."""
        if isinstance(model, Path):
            check_model(model)
        folder = model if isinstance(model, Path) else model.folder
        import vosk

        vosk.SetLogLevel(-1)
        self._start(_Loaded(vosk.Model(str(folder)), words_that_a_grammar_may_use(folder)))

    def another(self) -> VoskRecognizer:
        """A stream of its own over the same loaded model, which listens for the same words."""
        other = VoskRecognizer.__new__(VoskRecognizer)
        other._start(self._loaded)
        return other

    def listen_for(self, words: Iterable[OwnWord]) -> None:
        """Own words to look for where the model heard something it does not know; for all streams over the model.

        Without effect on a model that takes no grammar.
        """
        loaded = self._loaded
        if loaded.spelling is not None:
            loaded.gaps = GapFiller(loaded.model, words, loaded.spelling)

    def knows(self, word: str) -> bool:
        """True for a word of the model."""
        return int(self._loaded.model.vosk_model_find_word(word)) >= 0

    def _start(self, loaded: _Loaded) -> None:
        import vosk

        self._loaded = loaded
        self._kaldi = vosk.KaldiRecognizer(loaded.model, SAMPLE_RATE_HZ)
        self._kaldi.SetWords(True)
        self._lock = threading.Lock()
        self._before_s = 0.0  # Vosk counts the time of words from the first sample it ever got
        self._sound = bytearray()  # of this utterance, in memory only
        self._done: list[Timed] = []  # Vosk ends an utterance by its own rules; these parts belong to ours
        self.unknown_share = 0.0  # of the utterance finished last, by syllables
        self.filled = ""

    def accept(self, pcm: Pcm) -> str:
        with self._lock:
            sound = pcm.tobytes()
            self._sound += sound
            if self._kaldi.AcceptWaveform(sound):
                self._done += timed_words(self._kaldi.Result(), self._before_s)
                return _known(self._done)
            partial = str(json.loads(self._kaldi.PartialResult()).get("partial", "")).split()
            return _joined([*_texts(self._done), *(word for word in partial if word not in UNKNOWN)])

    def finish(self) -> str:
        with self._lock:
            heard = [*self._done, *timed_words(self._kaldi.FinalResult(), self._before_s)]
            gaps = self._loaded.gaps
            filled = gaps.fill(heard, bytes(self._sound)) if gaps is not None else heard
            self.unknown_share = unknown_share(_known(filled), sum(word.unknown for word in filled))
            self.filled = _known(filled) if filled != heard else ""
            self._clear()
            return _known(heard)

    def reset(self) -> None:
        with self._lock:
            self._clear()

    def _clear(self) -> None:
        self._kaldi.Reset()
        self._before_s += len(self._sound) / _SAMPLE_BYTES / SAMPLE_RATE_HZ
        self._done = []
        self._sound.clear()


def _texts(words: Iterable[Timed]) -> list[str]:
    return [word.text for word in words if not word.unknown]


def _known(words: Iterable[Timed]) -> str:
    return _joined(_texts(words))


def _joined(words: list[str]) -> str:
    """Without spaces, but for those between Latin words."""
    return _SPACE_NOT_BETWEEN_LATIN.sub("", " ".join(words))
