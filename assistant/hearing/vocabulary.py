"""The words of a speech model, and how a word that is none of them is made up of them. Pure, but for reading a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from pypinyin import Style, lazy_pinyin

_LONGEST_WORD = 8  # syllables


class Reach(StrEnum):
    """How a speech model comes to write a word."""

    WHOLE = "whole"  # one of its words
    PIECES = "pieces"  # several of its words in a row
    SOUND = "sound"  # never by itself: only put right by sound


def reach(word: str, is_word: Callable[[str], bool]) -> Reach:
    """How the model whose words `is_word` knows reaches a word."""
    pieces = fewest_pieces(len(word), lambda start, end: word[start:end] if is_word(word[start:end]) else None)
    if pieces is None:
        return Reach.SOUND
    return Reach.WHOLE if len(pieces) == 1 else Reach.PIECES


class Spelling:
    """Writes any Chinese word with a model's words of the same sound: 来得时 as 来 得 是."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._by_sound: dict[tuple[str, ...], str] = {}
        for word in sorted(self._words):
            if all("\u4e00" <= one <= "\u9fff" for one in word):
                self._by_sound.setdefault(toneless(word), word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def spell(self, word: str) -> tuple[str, ...] | None:
        """The fewest words that sound like it without tones; None when there are none."""
        sounds = toneless(word)
        return fewest_pieces(len(sounds), lambda start, end: self._by_sound.get(sounds[start:end]))


def fewest_pieces(length: int, piece_between: Callable[[int, int], str | None]) -> tuple[str, ...] | None:
    """The fewest pieces that make up a whole; `piece_between` gives the one from start to end, or None."""
    best: list[tuple[str, ...] | None] = [(), *[None] * length]
    for end in range(1, length + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, piece = best[start], piece_between(start, end)
            if before is None or piece is None:
                continue
            now = best[end]
            if now is None or len(before) + 1 < len(now):
                best[end] = (*before, piece)
    return best[-1] if length else None


def toneless(word: str) -> tuple[str, ...]:
    """Its syllables as they are read, without tones; nothing is merged, since the model tells zh from z."""
    return tuple(lazy_pinyin(word, style=Style.NORMAL, v_to_u=False))


def words_that_a_grammar_may_use(folder: Path) -> Spelling | None:
    """The words of the model in a folder; None when Vosk takes no grammar for it.

    It takes one only where the lexicon and the language are two graphs (HCLr, Gr), and words are known from words.txt.
    """
    graph = folder / "graph"
    if not (graph / "HCLr.fst").exists() or (graph / "HCLG.fst").exists():
        return None
    try:
        lines = (graph / "words.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    words = [line.split()[0] for line in lines if line.strip()]
    return Spelling(word for word in words if not word.startswith(("<", "[", "#")))
