"""Every syllable of Mandarin with its tone, by the readings of the common ideographs."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

from training.errors import TrainingError
from training.phones import phones_of

_COMMON = range(0x4E00, 0x9FA6)  # Unicode's first block of ideographs


def all_syllables() -> tuple[str, ...]:
    """About 1,200, sorted: `a1`, `ai1`, …"""
    found = set()
    for code in _COMMON:
        for syllable in lazy_pinyin(chr(code), style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False):
            if _is_spoken(syllable):
                found.add(syllable)
    return tuple(sorted(found))


def _is_spoken(syllable: str) -> bool:
    try:
        phones_of(syllable, tones=True)
    except TrainingError:
        return False
    return True
