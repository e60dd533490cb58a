"""Mandarin by its sound: toneless pinyin with common mergers, and how alike two texts sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import Levenshtein

# Initials, the two-letter ones first. y and w are spelling only, yet they keep 安 and 烟 apart.
_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_MERGED_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l"}
_MERGED_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ueng": "en"}
_NEAR_INITIALS = frozenset(
    frozenset(pair)
    for pair in ("fh", "rl", "bp", "dt", "gk", "jq", "qx", "jx", "zc", "cs", "zs", "jz", "qc", "xs", "mb", "yr", "wh")
) | {frozenset(("", "y"))}
_NEAR_FINALS = frozenset(
    frozenset(pair)
    for pair in (
        ("an", "en"), ("in", "en"), ("an", "ian"), ("an", "uan"), ("ian", "in"), ("ian", "ie"), ("o", "uo"),
        ("e", "uo"), ("ai", "ei"), ("ei", "ui"), ("un", "en"), ("ong", "en"), ("u", "v"), ("i", "v"), ("ou", "u"),
        ("ao", "ou"), ("ia", "a"), ("ua", "a"), ("e", "a"), ("iao", "ao"), ("iu", "ou"), ("ve", "ie"),
    )
)  # fmt: skip
_RUNS = re.compile(r"(?P<latin>[a-zA-Z]+(?:['’][a-zA-Z]+)*)|(?P<hanzi>[0-9〇\u3400-\u9fff]+)")
_DIGITS = str.maketrans("0123456789〇", "零一二三四五六七八九零")


class Syllable(NamedTuple):
    """One sounding piece of a text, and where it stands there."""

    sound: str
    start: int
    end: int


def syllables(text: str) -> list[Syllable]:
    """The toneless merged syllables: n=l, zh=z, ng=n …; a digit sounds as its numeral, a run of Latin letters is one
    lower-case token, everything else is silent. ü is written v."""
    found: list[Syllable] = []
    for run in _RUNS.finditer(text):
        start = run.start()
        if run["latin"]:
            found.append(Syllable(run["latin"].lower().replace("’", "'"), start, run.end()))
            continue
        hanzi = run["hanzi"].translate(_DIGITS)
        found += (Syllable(_merged(one), start + i, start + i + 1) for i, one in enumerate(_pinyin(hanzi)))
    return found


def sound(text: str) -> tuple[str, ...]:
    """The sounds of `syllables`."""
    return tuple(syllable.sound for syllable in syllables(text))


def similarity(a: str, b: str) -> float:
    """How alike two texts sound, 0 to 1; 1 when their sounds are the same. An empty one is like nothing."""
    return sound_similarity(sound(a), sound(b))


def sound_similarity(a: Sequence[str], b: Sequence[str]) -> float:
    """`similarity` of two results of `sound`: one minus the weighted edit distance over the longer length."""
    if not a or not b:
        return 0.0
    row = [float(j) for j in range(len(b) + 1)]
    for i, left in enumerate(a, start=1):
        previous, row[0] = row[0], float(i)
        for j, right in enumerate(b, start=1):
            changed = previous + syllable_distance(left, right)
            previous = row[j]
            row[j] = min(changed, row[j] + 1.0, row[j - 1] + 1.0)
    return max(0.0, 1.0 - row[-1] / max(len(a), len(b)))


def best_match(spoken: str, candidates: Iterable[str], at_least: float) -> str | None:
    """The candidate that sounds most like `spoken`, the first of equals; None when none reaches `at_least`."""
    heard = sound(spoken)
    best: str | None = None
    best_score = at_least
    for candidate in candidates:
        score = sound_similarity(heard, sound(candidate))
        if score > best_score or (best is None and score >= at_least):
            best, best_score = candidate, score
    return best


@lru_cache(maxsize=65_536)
def syllable_distance(a: str, b: str) -> float:
    """0 for the same sound, 1 for unrelated ones; initial and final count half each, near ones half of that."""
    if a == b:
        return 0.0
    (initial_a, final_a), (initial_b, final_b) = _split(a), _split(b)
    if not final_a or not final_b or len(a) > 6 or len(b) > 6:
        return 1.0 - Levenshtein.normalized_similarity(a, b)
    return 0.5 * _part_distance(initial_a, initial_b, _NEAR_INITIALS) + 0.5 * _part_distance(
        final_a, final_b, _NEAR_FINALS
    )


def _part_distance(a: str, b: str, near: frozenset[frozenset[str]]) -> float:
    if a == b:
        return 0.0
    return 0.5 if frozenset((a, b)) in near else 1.0


def _pinyin(hanzi: str) -> list[str]:
    """One syllable for each character; a character without a known reading stands for itself."""
    read = lazy_pinyin(hanzi, style=Style.NORMAL, v_to_u=False)
    return read if len(read) == len(hanzi) else [lazy_pinyin(one, style=Style.NORMAL)[0] for one in hanzi]


@lru_cache(maxsize=4096)
def _merged(syllable: str) -> str:
    initial, final = _split(syllable)
    if not final:
        return syllable
    return _MERGED_INITIALS.get(initial, initial) + _MERGED_FINALS.get(final, final)


def _split(syllable: str) -> tuple[str, str]:
    """Initial and final. A token that is no pinyin syllable comes back as (token, '')."""
    if len(syllable) > 6 or not any(vowel in syllable for vowel in "aeiouv"):
        return syllable, ""
    initial = next((start for start in _INITIALS if syllable.startswith(start)), "")
    return initial, syllable[len(initial) :]
