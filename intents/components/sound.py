"""What a hanzi sounds like, coarsely: no tones, and the pairs that speakers and recognizers mix up made one."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

# Retroflex and dental initials, and front and back nasals, are one sound to many northern and eastern speakers.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("iang", "ian"), ("uang", "uan"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


def merged(syllable: str) -> str:
    """The toneless syllable with its sound-alikes made one: shang and san both give san."""
    for long, short in _INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
            break
    for back, front in _FINALS:
        if syllable.endswith(back):
            return syllable[: -len(back)] + front
    return syllable


@lru_cache(maxsize=8192)
def sound_of(character: str) -> str:
    """The toneless pinyin of one character; anything that is no hanzi sounds as it is written, in lower case."""
    return lazy_pinyin(character)[0].lower() if len(character) == 1 else character.lower()
