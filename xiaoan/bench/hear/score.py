"""How far a transcript is from what was said. Pure."""

from __future__ import annotations

import re

from assistant.voice.normalize import is_hanzi, normalize

_SAME_NUMBER = str.maketrans({"幺": "一", "两": "二", "〇": "零"})
_LATIN = re.compile(r"[a-z]+")


def comparable(text: str) -> str:
    """Without spaces and punctuation; digits as words (8点 is 八点), and one character for each numeral.

    Latin words, which a model may write, count too: they stand at the end, in small letters.
    """
    text = text.lower()
    hanzi = "".join(filter(is_hanzi, normalize(_LATIN.sub("", text))))
    return hanzi.translate(_SAME_NUMBER) + "".join(_LATIN.findall(text))


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
