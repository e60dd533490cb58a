"""Written Mandarin to words as they are said: only hanzi and pauses are left. Pure."""

from __future__ import annotations

import re
import unicodedata

from assistant.voice.readings import readings
from assistant.voice.spoken_forms import rules

PAUSES = "，。！？；、"
_LONGEST_FIRST = "？！。；，、"  # of a run of pauses this order's first stays


def normalize(text: str) -> str:
    """Only hanzi and the pauses ，。！？；、 remain. Never raises; empty when nothing in it can be said."""
    text = _plain(text)
    for pattern, spoken in rules():
        text = pattern.sub(spoken, text)
    return _pauses("".join(readings().signs.get(char, char) for char in text))


def is_hanzi(char: str) -> bool:
    """True for the ideographs of Unicode's CJK blocks."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U000323af"


def _plain(text: str) -> str:
    """One form for each sign and digit: full-width, circled and foreign digits become ASCII, é becomes e."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    chars = []
    for char in unicodedata.normalize("NFKC", text):
        base = unicodedata.normalize("NFKD", char)[:1]
        if char.isdecimal():
            chars.append(str(unicodedata.decimal(char)))
        elif not char.isascii() and base.isascii() and base.isalpha():
            chars.append(base)
        elif unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            chars.append(char)
    return re.sub(r"(?i)wi-fi", "wifi", "".join(chars).replace("⁄", "/").replace("−", "-"))


def _pauses(text: str) -> str:
    """Signs become pauses, of a run of pauses the longest stays, and anything else that cannot be said goes."""
    marks = {",": "，", ".": "。", "!": "！", "?": "？", ";": "；", ":": "，", "\n": "。", "…": "。"}
    marks.update(dict.fromkeys("()[]{}-~–—|/\\·「」『』【】〔〕〈〉", "，"))
    said = "".join(char if is_hanzi(char) or char in PAUSES else marks.get(char, "") for char in text)
    said = re.sub(f"[{PAUSES}]{{2,}}", lambda run: min(run.group(), key=_LONGEST_FIRST.index), said)
    return said.lstrip(PAUSES)
