"""The fixed lines of a call for help, made in advance, so that none of them depends on an engine's mood."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import structlog

from assistant.ports import SynthesisError
from assistant.voice.chime import chime
from assistant.voice.engine import Engine
from assistant.voice.front_end import script_for
from assistant.voice.plausible import fault
from config.settings import Language
from hardware.ports import DeviceError, Sound
from hardware.sound_file import decode_sound, wav_bytes

_PREFIX = "line-"


class SafetyLines:
    """Sounds by key, made in advance: from memory, from disk, from the package's recording, or at worst a chime."""

    def __init__(
        self, voice: Engine, texts: Mapping[str, str], folder: Path, rate: float, language: Language = "zh"
    ) -> None:
        """`texts` holds the lines by key; `folder` keeps a wav for each under text, rate and engine."""
        self._voice = voice
        self._texts = dict(texts)
        self._folder = folder
        self._rate = rate
        self._language = language
        self._sounds: dict[str, Sound] = {}

    def prepare(self) -> None:
        """Makes every line that is not kept yet, and forgets those of other texts or rates. Blocking; never raises."""
        for key in self._texts:
            sound = self._kept(key) or self._made(key)
            if sound is not None:
                self._sounds[key] = sound
        self._tidy()

    def sound(self, key: str) -> Sound:
        """Never raises, is never silent, and waits for no engine: a cry may come before `prepare` has ended."""
        found = self._sounds.get(key)
        if found is None:
            found = self._kept(key) or self._shipped(key) or chime()
            self._sounds.setdefault(key, found)
        return found

    def _file(self, key: str) -> Path:
        content = f"{self._voice.identity}\n{self._rate:.3f}\n{self._texts[key]}"
        return self._folder / f"{_PREFIX}{hashlib.sha256(content.encode()).hexdigest()[:24]}.wav"

    def _kept(self, key: str) -> Sound | None:
        if key not in self._texts:
            return None
        try:
            sound = decode_sound(self._file(key).read_bytes())
            units = script_for(self._texts[key], self._language, self._rate).units
        except (OSError, DeviceError, SynthesisError):
            return None
        return sound if fault(sound, units, self._rate) is None else None

    def _made(self, key: str) -> Sound | None:
        if key not in self._texts:
            return None
        log = structlog.get_logger().bind(line=key)
        try:
            sound = self._voice.synthesize(self._texts[key], self._rate)
        except SynthesisError as error:
            log.error("a safety line could not be made; the package's recording stands in", reason=str(error))
            return None
        try:
            self._keep(self._file(key), wav_bytes(sound))
        except OSError as error:
            log.warning("a safety line could not be kept on disk", reason=error.strerror)
        return sound

    def _keep(self, file: Path, data: bytes) -> None:
        """Whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(data)
        part.replace(file)

    def _shipped(self, key: str) -> Sound | None:
        """The recording in the package for a key of this name."""
        for recording in resources.files("assistant.voice.shipped").iterdir():
            if recording.name == f"{self._language}.{key}.flac":
                return decode_sound(recording.read_bytes(), key)
        return None

    def _tidy(self) -> None:
        wanted = {self._file(key) for key in self._texts}
        try:
            for file in self._folder.glob(f"{_PREFIX}*"):
                if file not in wanted:
                    file.unlink()
        except OSError as error:
            structlog.get_logger().warning("old safety lines could not be removed", reason=error.strerror)
