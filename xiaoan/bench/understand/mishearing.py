"""A sentence as a recognizer gets it wrong. Pure; chance comes from the caller.

How often each kind of error is made was counted on 190 pairs of what was said and what a Mandarin recognizer wrote, a
quarter to a half of each wrong. It loses beginnings more often than ends, and ends more often than what is between.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from xiaoan.bench.understand.cases import Case


class Slip(StrEnum):
    """What may happen to a character. `ALIKE` to `OTHER` write another one in its place."""

    ALIKE = "same sound"
    INITIAL = "same initial"
    FINAL = "same final"
    OTHER = "any character"
    BEGINNING = "first one lost"
    END = "last one lost"
    LOST = "one between lost"
    ADDED = "one more"


OFTEN: Mapping[Slip, int] = {
    Slip.ALIKE: 24,
    Slip.INITIAL: 11,
    Slip.FINAL: 13,
    Slip.OTHER: 12,
    Slip.BEGINNING: 20,
    Slip.END: 8,
    Slip.LOST: 6,
    Slip.ADDED: 6,
}  # in a hundred errors
ONLY_ALIKE: Mapping[Slip, int] = {Slip.ALIKE: 100}  # the words were heard, and written with other characters
_SEED = 1
_COMMON = 14  # words
_STYLES = {Slip.ALIKE: Style.NORMAL, Slip.INITIAL: Style.INITIALS, Slip.FINAL: Style.FINALS}


@dataclass(frozen=True)
class Characters:
    """The hanzi that a recognizer may write, by what they share in sound."""

    every: Sequence[str]
    by_sound: Mapping[tuple[Slip, str], Sequence[str]]

    @classmethod
    def common(cls) -> Characters:
        """Those that stand in many words of pypinyin's dictionary, some 3,000."""
        words = Counter(each for word in phrases_dict for each in set(word))
        return cls.of(each for each, count in words.items() if count >= _COMMON)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Characters:
        """Those of `texts`."""
        every = sorted({each for text in texts for each in text if "\u4e00" <= each <= "\u9fff"})
        by_sound: defaultdict[tuple[Slip, str], list[str]] = defaultdict(list)
        for each in every:
            for slip in _STYLES:
                by_sound[slip, _part(each, slip)].append(each)
        return cls(every, by_sound)

    def instead_of(self, character: str, slip: Slip, chance: random.Random) -> str:
        """Another character; any, where none shares the sound."""
        alike = self.by_sound.get((slip, _part(character, slip)), ()) if slip in _STYLES else ()
        others = [each for each in alike or self.every if each != character]
        return chance.choice(others or [each for each in self.every if each != character] or [character])


def misheard(
    text: str, share: float, characters: Characters, chance: random.Random, often: Mapping[Slip, int] = OFTEN
) -> str:
    """`text` with `share` (0 to 1) of its characters wrong, rounded; may become empty."""
    count = round(len(text) * share)
    slips = Counter(chance.choices(list(often), list(often.values()), k=count))
    first, last = slips.pop(Slip.BEGINNING, 0), slips.pop(Slip.END, 0)
    heard = list(text[first : max(first, len(text) - last)])
    places = chance.sample(range(len(heard)), min(len(heard), slips.total()))
    for place, slip in zip(places, slips.elements(), strict=False):
        if slip is Slip.LOST:
            heard[place] = ""
        elif slip is Slip.ADDED:
            heard[place] += chance.choice(characters.every) if characters.every else ""
        else:
            heard[place] = characters.instead_of(heard[place], slip, chance)
    return "".join(heard)


def misheard_cases(cases: Sequence[Case], share: float, alike: bool, times: int = 1) -> tuple[Case, ...]:
    """Each as it may be heard, `times` over, always the same, and never nothing."""
    characters, chance = Characters.common(), random.Random(_SEED)  # noqa: S311
    often = ONLY_ALIKE if alike else OFTEN
    return tuple(
        Case(misheard(case.text, share, characters, chance, often) or case.text[-1:], case.label)
        for _ in range(times)
        for case in cases
    )


def _part(character: str, slip: Slip) -> str:
    return lazy_pinyin(character, style=_STYLES[slip], strict=False)[0]
