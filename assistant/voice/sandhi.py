"""Tone changes of spoken Mandarin. Pure; a syllable is pinyin with its tone number, `ni3`."""

from __future__ import annotations

from dataclasses import dataclass

_NUMERALS_BEFORE = "零一二三四五六七八九十百千万亿点第初周期幺"
_NUMERALS_AFTER = "零一二三四五六七八九"
_COUNTED_AS_NAMES = "月日号楼班"  # 一号 and 一楼 are names, and 一 keeps its tone


@dataclass(frozen=True)
class Word:
    """A word's hanzi and its syllables, one for each."""

    hanzi: str
    syllables: tuple[str, ...]


def spoken_tones(words: list[Word]) -> list[Word]:
    """The words of one breath with 一, 不 and third tones changed as they are spoken."""
    return _third_tones(_yi_and_bu(words))


def _yi_and_bu(words: list[Word]) -> list[Word]:
    hanzi = "".join(word.hanzi for word in words)
    tones = [int(syllable[-1]) for word in words for syllable in word.syllables]
    changed, start = [], 0
    for word in words:
        syllables = list(word.syllables)
        for index, char in enumerate(word.hanzi):
            at = start + index
            if char == "一":
                ends_word = 0 < index == len(word.hanzi) - 1
                syllables[index] = f"yi{1 if ends_word else _yi(hanzi, tones, at)}"
            elif char == "不" and tones[at] != 5:
                syllables[index] = f"bu{_bu(hanzi, tones, at)}"
        changed.append(Word(word.hanzi, tuple(syllables)))
        start += len(word.hanzi)
    return changed


def _yi(hanzi: str, tones: list[int], at: int) -> int:
    """Tone of 一: 1 as a numeral, neutral in 看一看, 2 before a fourth tone (also 个), else 4."""
    before, after = hanzi[max(0, at - 1) : at], hanzi[at + 1 : at + 2]
    if not after or (before and before in _NUMERALS_BEFORE) or after in _NUMERALS_AFTER + _COUNTED_AS_NAMES:
        return 1
    if before == after:
        return 5
    return 2 if tones[at + 1] in (4, 5) else 4


def _bu(hanzi: str, tones: list[int], at: int) -> int:
    """Tone of 不: neutral in 好不好, 2 before a fourth tone, else 4."""
    before, after = hanzi[max(0, at - 1) : at], hanzi[at + 1 : at + 2]
    if before and before == after:
        return 5
    return 2 if after and tones[at + 1] == 4 else 4


def _third_tones(words: list[Word]) -> list[Word]:
    """A third tone before a third tone is a second: within words first, then between them from the end."""
    spoken: list[Word] = []
    following = ""
    for word in reversed(words):
        syllables = [
            f"{one[:-1]}2" if one.endswith("3") and then.endswith("3") else one
            for one, then in zip(word.syllables, word.syllables[1:], strict=False)
        ]
        last = word.syllables[-1]
        syllables.append(f"{last[:-1]}2" if last.endswith("3") and following.endswith("3") else last)
        following = syllables[0]
        spoken.append(Word(word.hanzi, tuple(syllables)))
    return spoken[::-1]
