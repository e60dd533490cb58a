"""libespeak-ng, as much of it as is needed: speech with the times of its words and phonemes.

The numbers are those of espeak-ng's speak_lib.h.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError

LANGUAGE = "cmn-latn-pinyin"  # takes tone-numbered pinyin
_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_LIST_END, _WORD, _PHONEME = 0, 1, 7
_INSTALL = "install espeak-ng (apt install espeak-ng) and start again"

Pcm = NDArray[np.int16]


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True)
class Mark:
    """Something that begins at a sample: a word (`phoneme` is None) or a phoneme by espeak-ng's own name."""

    sample: int
    phoneme: str | None


@dataclass(frozen=True)
class Manner:
    """How something is said: a variant of espeak-ng, words a minute, pitch and its range (0-100)."""

    variant: str
    words_per_minute: int
    pitch: int
    pitch_range: int


class Espeak:
    """One synthesizer; the library allows one in a process. Raises TrainingError when it is not installed."""

    def __init__(self, data: Path | None = None) -> None:
        """`data`: an espeak-ng data folder other than the installed one."""
        try:
            self._library = ctypes.CDLL("libespeak-ng.so.1")
        except OSError as error:
            raise TrainingError(f"espeak-ng's library is missing; {_INSTALL}") from error
        path = str(data).encode() if data else None
        self.rate_hz = int(self._library.espeak_Initialize(_SYNCHRONOUS, 200, path, _PHONEME_EVENTS))
        if self.rate_hz <= 0:
            raise TrainingError(f"espeak-ng finds none of its data; {_INSTALL}")
        self.data = self._data_folder()
        if data is not None and not self.data.samefile(data):
            raise TrainingError(f"espeak-ng does not take its data from {data}: it reads paths of up to 150 letters")
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._sound: list[bytes] = []
        self._marks: list[Mark] = []
        self._variants = frozenset(self.variants())

    def variants(self) -> tuple[str, ...]:
        """The names of the voice variants in its data."""
        folder = self.data / "voices" / "!v"
        found = tuple(sorted(file.name for file in folder.iterdir())) if folder.is_dir() else ()
        if not found:
            raise TrainingError(f"espeak-ng has no voice variants in {folder}; {_INSTALL}")
        return found

    def say(self, pinyin: str, manner: Manner) -> tuple[Pcm, list[Mark]]:
        """The sound at `rate_hz` and its marks in order. Raises TrainingError for a voice that is not there."""
        name = f"{LANGUAGE}+{manner.variant}"
        if manner.variant not in self._variants:  # the library itself would speak on in its usual voice
            raise TrainingError(f"espeak-ng has no voice variant {manner.variant}; {_INSTALL}")
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            raise TrainingError(f"espeak-ng has no voice {name}; {_INSTALL}")
        for parameter, value in (
            (_RATE, manner.words_per_minute),
            (_PITCH, manner.pitch),
            (_RANGE, manner.pitch_range),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._sound, self._marks = [], []
        text = pinyin.encode()
        self._library.espeak_Synth(text, len(text) + 1, 0, 0, 0, 1, None, None)
        self._library.espeak_Synchronize()
        return np.frombuffer(b"".join(self._sound), np.int16), self._marks

    def _data_folder(self) -> Path:
        path = ctypes.c_char_p()
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_Info(ctypes.byref(path))
        return Path((path.value or b"").decode())

    def _take(self, wave: ctypes._Pointer[ctypes.c_short], count: int, events: ctypes._Pointer[_Event]) -> int:
        """Called by the library with a stretch of sound and what began in it. 0: go on."""
        if count > 0:
            self._sound.append(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type != _LIST_END:
            event = events[index]
            if event.type == _WORD:
                self._marks.append(Mark(event.sample, None))
            elif event.type == _PHONEME:
                self._marks.append(Mark(event.sample, event.id.string.decode("utf-8", "replace")))
            index += 1
        return 0
