"""Makes the recordings in assistant/voice/shipped, said when neither an engine nor the cache can.

Run it after a change of [help.fixed] in config/words: `.venv/bin/python scripts/make_safety_lines.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import soundfile

from assistant.voice.espeak_voice import EspeakVoice
from config.phrases import load_phrases
from config.settings import Language
from hardware.ports import SAMPLE_RATE_HZ
from hardware.sound_file import to_rate

FOLDER = Path(__file__).parent.parent / "assistant" / "voice" / "shipped"
RATE = 0.9


def main() -> None:
    """Writes one flac per language and line."""
    for language in get_args(Language):
        voice = EspeakVoice(language)
        for key, text in load_phrases(language).under("assistant.help.fixed").items():
            sound = to_rate(voice.synthesize(text, RATE), SAMPLE_RATE_HZ)
            soundfile.write(FOLDER / f"{language}.{key}.flac", sound.pcm, sound.rate_hz, subtype="PCM_16")


if __name__ == "__main__":
    main()
