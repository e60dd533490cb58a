"""The espeak-ng program: one process for each utterance, so that a crash costs no more than that utterance."""

from __future__ import annotations

import subprocess

from assistant.ports import SynthesisError
from assistant.voice.front_end import script_for
from config.settings import Language
from hardware.ports import DeviceError, Sound
from hardware.sound_file import decode_sound


class EspeakVoice:
    """SpeechSynthesizer over the program `espeak-ng` (about 10 ms for a sentence)."""

    def __init__(self, language: Language, program: str = "espeak-ng", timeout_s: float = 5.0) -> None:
        self._language = language
        self._program = program
        self._timeout_s = timeout_s

    @property
    def identity(self) -> str:
        return f"espeak-{self._language}"

    def synthesize(self, text: str, rate: float) -> Sound:
        script = script_for(text, self._language, rate)
        pace = str(script.words_per_minute)
        command = [self._program, "-v", script.voice, "-s", pace, "-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(
                command, input=script.text.encode(), capture_output=True, timeout=self._timeout_s, check=False
            )
        except FileNotFoundError as error:
            raise SynthesisError(f"{self._program} is not installed (Debian: apt install espeak-ng)") from error
        except subprocess.TimeoutExpired as error:
            raise SynthesisError(f"{self._program} gave no sound within {self._timeout_s:g} s") from error
        except OSError as error:
            raise SynthesisError(f"{self._program} cannot be started ({error.strerror})") from error
        if done.returncode != 0:
            raise SynthesisError(f"{self._program} ended with code {done.returncode}")
        try:
            return decode_sound(done.stdout, self._program)
        except DeviceError as error:
            raise SynthesisError(str(error)) from error

    def close(self) -> None:
        """Nothing is kept between utterances."""
