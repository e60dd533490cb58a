"""Splits what is to be said, so that the first sentence is heard while the rest is made. Pure."""

from __future__ import annotations

import re

LONGEST_CHARS = 60  # about fifteen seconds of speech
SHORTEST_CHARS = 4

_ENDS = re.compile(r"(?<=[。！？!?；;\n…])|(?<=\.)(?=\s|$)")
_BREATHS = re.compile(r"(?<=[，、：])|(?<=[,:])(?=\s)")


def sentences(text: str) -> list[str]:
    """The text in speakable pieces, in order and complete but for white space at their ends. Blank text: no piece."""
    pieces: list[str] = []
    for sentence in _joined(_parts(_ENDS, text), SHORTEST_CHARS):
        pieces += [sentence] if len(sentence) <= LONGEST_CHARS else _shortened(sentence)
    return pieces


def _parts(border: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in border.split(text) if part.strip()]


def _joined(parts: list[str], shortest: int) -> list[str]:
    """Parts too short to be worth a breath of their own go with what follows, the last with what came before."""
    whole: list[str] = []
    for part in parts:
        if whole and len(whole[-1]) < shortest:
            whole[-1] += _space(whole[-1]) + part
        else:
            whole.append(part)
    if len(whole) > 1 and len(whole[-1]) < shortest:
        last = whole.pop()
        whole[-1] += _space(whole[-1]) + last
    return whole


def _space(before: str) -> str:
    return " " if before.isascii() else ""


def _shortened(sentence: str) -> list[str]:
    pieces: list[str] = []
    for breath in _parts(_BREATHS, sentence):
        if pieces and len(pieces[-1]) + len(breath) <= LONGEST_CHARS:
            pieces[-1] += _space(pieces[-1]) + breath
        else:
            pieces += _cut(breath)
    return pieces


def _cut(text: str) -> list[str]:
    """A run without any pause, cut at white space if there is some."""
    pieces = []
    while len(text) > LONGEST_CHARS:
        at = text.rfind(" ", 1, LONGEST_CHARS) + 1 or LONGEST_CHARS
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [*pieces, text] if text else pieces
