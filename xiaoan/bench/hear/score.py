"""How far a transcript is from what was said. Pure."""

from __future__ import annotations

import re

from assistant.voice.normalize import is_hanzi, normalize

_SAME_NUMBER = str.maketrans({"幺": "一", "两": "二", "〇": "零"})
_LATIN = re.compile(r"[a-z0-9]+")


def comparable(text: str) -> str:
    """Without spaces and punctuation; digits as words (8点 is 八点), and one character for each numeral.

    Latin words stay, in small letters, in case a model writes them.
    """
    latin = "".join(_LATIN.findall(re.sub(r"\d+", "", text.lower())))
    return "".join(filter(is_hanzi, normalize(text))).translate(_SAME_NUMBER) if not latin else latin + _hanzi(text)


def character_errors(said: str, heard: str) -> int:
    """Characters to insert, leave out or replace (Levenshtein) between two comparable texts."""
    row = list(range(len(heard) + 1))
    for place, wanted in enumerate(said, start=1):
        before, row[0] = row[0], place
        for column, got in enumerate(heard, start=1):
            change = before + (wanted != got)
            before = row[column]
            row[column] = min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]


def _hanzi(text: str) -> str:
    return "".join(filter(is_hanzi, text)).translate(_SAME_NUMBER)
