"""From a written text to what an engine's voice takes. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.ports import SynthesisError
from assistant.voice.normalize import normalize
from assistant.voice.pinyin import plain_pinyin, to_pinyin
from config.settings import Language

MANDARIN_VOICE = "cmn-latn-pinyin"  # espeak-ng's `cmn` spells words of several hanzi as English letters
ENGLISH_VOICE = "en"
WORDS_PER_MINUTE = 160  # espeak-ng's measure at rate 1.0; about 0.3 s a syllable in Mandarin
_SLOWEST, _FASTEST = 80, 450  # what espeak-ng accepts


@dataclass(frozen=True)
class Script:
    """A text ready for an espeak voice. `units` counts syllables in Mandarin, words in English."""

    text: str
    voice: str
    words_per_minute: int
    units: int


def script_for(text: str, language: Language, rate: float) -> Script:
    """Raises SynthesisError when nothing in the text can be said."""
    spoken = to_pinyin(normalize(text)) if language == "zh" else plain_english(text)
    units = len(re.findall(r"[1-5]" if language == "zh" else r"[A-Za-z0-9]+", spoken))
    if units == 0:
        raise SynthesisError("there is nothing in the text that can be said")
    voice = MANDARIN_VOICE if language == "zh" else ENGLISH_VOICE
    return Script(spoken, voice, min(_FASTEST, max(_SLOWEST, round(WORDS_PER_MINUTE * rate))), units)


def plain_english(text: str) -> str:
    """English without what an engine could take for markup, hanzi in pinyin, signs as words."""
    text = re.sub(r"\b0?(\d{1,2}):00\b", r"\1 o'clock", text)
    text = re.sub(r"(?<![\w.])-(?=\d)", "minus ", text)
    text = re.sub(r"(?<=\d)\s?°C?", " degrees", text)
    text = re.sub(r"(\d)\s?[–~]\s?(?=\d)", r"\1 to ", plain_pinyin(text))
    text = re.sub(r"\bmmHg\b", "millimetres of mercury", text)
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s.,;:!?'’%&+=/$€£-]|_", " ", text)).strip()
