"""Hears a sound file as the speaker hears a room."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.hearing.cry import classify_cry
from assistant.hearing.ear import Ear
from assistant.hearing.events import CryHeard, Utterance
from assistant.hearing.wake_word import after_wake_word
from assistant.ports import Cry, SpeechRecognizer
from config.settings import HearingSettings
from hardware.ports import FRAME_SAMPLES, SAMPLE_RATE_HZ, DeviceError, Pcm, Sound
from hardware.sound_file import read_sound

_TAIL_S = 0.3  # a recording that ends with the last word still gets it recognized


@dataclass(frozen=True)
class HeardFile:
    """What a file says. `rtf` is the time taken over the file's length; `error` is set when it could not be heard."""

    file: str
    text: str = ""
    wake: bool = False
    cry: Cry = Cry.NONE
    seconds: float = 0.0
    rtf: float = 0.0
    error: str = ""

    def as_json(self) -> dict[str, object]:
        """The line that `xiaoan hear --json` writes."""
        if self.error:
            return {"file": self.file, "error": self.error}
        return {
            "file": self.file,
            "text": self.text,
            "wake": self.wake,
            "cry": str(self.cry),
            "seconds": round(self.seconds, 3),
            "rtf": round(self.rtf, 4),
        }


async def hear_file(file: Path, recognizer: SpeechRecognizer, settings: HearingSettings) -> HeardFile:
    """Any sample rate and channels. A file that is empty or no sound gives an `error` and raises nothing."""
    try:
        sound = await asyncio.to_thread(read_sound, file)
    except DeviceError as error:
        return HeardFile(str(file), error=str(error))
    return await hear_sound(str(file), sound, recognizer, settings)


async def hear_sound(name: str, sound: Sound, recognizer: SpeechRecognizer, settings: HearingSettings) -> HeardFile:
    """`sound` at SAMPLE_RATE_HZ, through voice activity and all. Its utterances are joined.

    A definite cry counts as soon as CryWatch lets it through, an unclear one on a finished utterance.
    """
    began = time.perf_counter()
    texts: list[str] = []
    cries = {Cry.NONE}
    async for event in Ear(recognizer, settings, _never_early).listen(_Samples(sound.pcm)):
        match event:
            case CryHeard():
                cries.add(Cry.DEFINITE)
            case Utterance(text) if text:
                texts.append(text)
                cries.add(classify_cry(text))
    wake = any(after_wake_word(text, settings.wake_word) is not None for text in texts)
    worst = next(cry for cry in (Cry.DEFINITE, Cry.UNCLEAR, Cry.NONE) if cry in cries)
    rtf = (time.perf_counter() - began) / sound.seconds
    return HeardFile(name, _joined(texts), wake, worst, sound.seconds, rtf)


def _joined(texts: list[str]) -> str:
    latin = any(text[-1].isascii() for text in texts)
    return (" " if latin else "").join(texts)


def _never_early(_text: str) -> bool:
    return False


class _Samples:
    """Microphone of samples in memory, as fast as they are taken."""

    def __init__(self, pcm: Pcm) -> None:
        missing = round(_TAIL_S * SAMPLE_RATE_HZ)
        missing += -(len(pcm) + missing) % FRAME_SAMPLES
        self._frames = np.concatenate((pcm, np.zeros(missing, np.int16))).reshape(-1, FRAME_SAMPLES)

    async def frames(self) -> AsyncIterator[Pcm]:
        for frame in self._frames:
            yield frame
