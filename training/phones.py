"""Tone-numbered pinyin as phones: initial and final, as Mandarin is taught.

The final carries its tone where tones are learned. `zi ci si` and `zhi chi shi ri` have vowels of their own (ii, iii).
"""

from __future__ import annotations

import re

from training.errors import TrainingError

SILENCE = "SIL"
INITIALS = ("zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s")
FINALS = (
    "a", "o", "e", "i", "ii", "iii", "u", "v", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er",
    "ia", "ie", "io", "iao", "iou", "ian", "in", "iang", "ing", "iong",
    "ua", "uo", "uai", "uei", "uan", "uen", "uang", "ueng", "ve", "van", "vn",
)  # fmt: skip
TONES = "12345"
_SYLLABLE = re.compile(r"([a-z]+)([1-5])")
_WHOLE = {
    "yi": "i", "ya": "ia", "yo": "io", "ye": "ie", "yai": "ai", "yao": "iao", "you": "iou", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "yu": "v", "yue": "ve", "yuan": "van", "yun": "vn",
    "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "uei", "wan": "uan", "wen": "uen", "wang": "uang",
    "weng": "ueng",
}  # fmt: skip
_SHORT = {"iu": "iou", "ui": "uei", "un": "uen"}
_ROUND = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}  # after j q x
_BUZZ = {"z": "ii", "c": "ii", "s": "ii", "zh": "iii", "ch": "iii", "sh": "iii", "r": "iii"}


def inventory(tones: bool) -> tuple[str, ...]:
    """All phones, silence first."""
    finals = [final + tone for final in FINALS for tone in TONES] if tones else list(FINALS)
    return (SILENCE, *INITIALS, *finals)


def phones_of(syllable: str, tones: bool) -> tuple[str, ...]:
    """`tian1` -> ("t", "ian1"), or ("t", "ian") without tones. Raises TrainingError for what is no syllable."""
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        raise TrainingError(f"'{syllable}' is no pinyin syllable with a tone number")
    letters, tone = match.groups()
    initial, final = _split(letters)
    if final not in FINALS:
        raise TrainingError(f"'{syllable}' is no syllable of Mandarin")
    spoken = final + tone if tones else final
    return (initial, spoken) if initial else (spoken,)


def _split(letters: str) -> tuple[str, str]:
    if letters in _WHOLE:
        return "", _WHOLE[letters]
    initial = next((each for each in INITIALS if letters.startswith(each)), "")
    final = letters[len(initial) :]
    if initial in ("j", "q", "x"):
        final = _ROUND.get(final, final)
    if final == "i":
        final = _BUZZ.get(initial, "i")
    if initial in ("n", "l") and final == "ue":
        final = "ve"
    return initial, _SHORT.get(final, final)
