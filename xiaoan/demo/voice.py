"""The demonstration's resident: a synthetic voice that the built-in speech model understands."""

from __future__ import annotations

import subprocess

from assistant.voice.front_end import script_for
from hardware.ports import SAMPLE_RATE_HZ, Sound
from hardware.sound_file import decode_sound, to_rate
from xiaoan.errors import XiaoanError

VARIANT = "f5"  # a voice of espeak-ng that the built-in model was not trained on


class DemonstrationVoice:
    """Speaks Mandarin with espeak-ng, as another person than the speaker itself."""

    def __init__(self, variant: str = VARIANT, rate: float = 0.9, pitch: int = 50) -> None:
        """`pitch` is espeak-ng's, 0 to 99."""
        self._variant, self._rate, self._pitch = variant, rate, pitch

    def say(self, text: str) -> Sound:
        """The sentence at 16 kHz. Blocking. Raises XiaoanError when espeak-ng is missing or fails."""
        script = script_for(text, "zh", self._rate)
        voice = f"{script.voice}+{self._variant}"
        pace, pitch = str(script.words_per_minute), str(self._pitch)
        command = ["espeak-ng", "-v", voice, "-s", pace, "-p", pitch, "-b", "1", "--stdin", "--stdout"]
        try:
            done = subprocess.run(command, input=script.text.encode(), capture_output=True, check=True, timeout=10)
        except (OSError, subprocess.SubprocessError) as error:
            raise XiaoanError(f"espeak-ng cannot speak ({error}). Install it: apt install espeak-ng") from error
        return to_rate(decode_sound(done.stdout, "espeak-ng"), SAMPLE_RATE_HZ)
