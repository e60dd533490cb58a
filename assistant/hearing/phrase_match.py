"""Finds phrases in a transcript by their sound, since a recognizer writes the right sound with wrong characters."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from skills.sound_alike import Syllable, syllable_distance, syllables

Likeness = Literal["near", "sound", "telling", "written"]

_QUIET = re.compile(r"[\"“”‘「」『』《》:：…—~～\x00]+|(?<![a-z])'|'(?![a-z])|(?<![a-z])\s+|\s+(?![a-z])")
_CONTEXT_CHARACTERS = 40
_COMMON = frozenset("我你他她了人来快的不好有很太真一得到着个上要打叫在就") | {"i", "a", "the", "my", "me"}
_NEAR_ENOUGH = 0.25
_LONGEST_FOR_NEAR = 80  # syllables; beyond that only the same sound counts, so that any text is fast


@dataclass(frozen=True)
class Spoken:
    """A text ready for matching: quotation marks and spaces gone (Latin words keep one space), with its syllables."""

    text: str
    syllables: tuple[Syllable, ...]
    line: str = field(repr=False)  # " xiao an " …: every sound between spaces
    offsets: tuple[int, ...] = field(repr=False)  # where in `line` the space before each sound stands
    pieces: tuple[str, ...] = field(repr=False)  # the character, or Latin word, of each syllable
    letters: frozenset[str] = field(repr=False)  # the same, without order
    written: str = field(repr=False)  # the pieces between spaces, as `line`
    written_offsets: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True)
class Phrase:
    """A phrase by its characters and their sounds."""

    text: str
    pieces: tuple[str, ...]  # the characters, or Latin words, of each syllable
    sounds: tuple[str, ...]
    line: str = field(repr=False)
    letters: frozenset[str] = field(repr=False)
    written: str = field(repr=False)


@dataclass(frozen=True)
class Found:
    """Where a phrase was found: syllables first..last (exclusive), and whether its writing bears the sound out."""

    first: int
    last: int
    sure: bool


def spoken(text: str) -> Spoken:
    """Prepares a transcript."""
    plain = _QUIET.sub("", text.lower().replace("’", "'"))
    found = tuple(syllables(plain))
    sounds = tuple(one.sound for one in found)
    pieces = tuple(plain[one.start : one.end] for one in found)
    return Spoken(
        plain, found, _line(sounds), _offsets(sounds), pieces, frozenset(pieces), _line(pieces), _offsets(pieces)
    )


def phrase(text: str) -> Phrase:
    """Prepares a phrase."""
    found = syllables(text)
    sounds = tuple(syllable.sound for syllable in found)
    pieces = tuple(text[one.start : one.end].lower() for one in found)
    return Phrase(text, pieces, sounds, _line(sounds), frozenset(pieces), _line(pieces))


def may_occur(wanted: Phrase, heard: Spoken) -> bool:
    """A quick answer that saves looking: False when `occurrences` would find nothing."""
    if wanted.line and (wanted.line in heard.line or wanted.written in heard.written):
        return True
    return len(wanted.sounds) >= 4 and len(wanted.letters - heard.letters) <= 1


def occurrences(
    wanted: Phrase, heard: Spoken, by_sound_alone: bool = False, likeness: Likeness = "near"
) -> Iterator[Found]:
    """Where the phrase was said.

    Up to three syllables need the same sound and a telling character in common, since short sounds have many
    homophones, unless `by_sound_alone`. From four on the sound is enough, and one syllable may be a little off when
    the other characters are the same. The same characters always do: their reading may depend on what follows (了无).
    `likeness` asks for more where something harmless is near: the same `sound`, a `telling` character whatever the
    length, or the phrase as it is `written`.
    """
    length = len(wanted.sounds)
    if not length:
        return
    alike = _positions(wanted.line, heard.line, heard.offsets) if likeness != "written" else ()
    for first in alike:
        sure = (length >= 4 and likeness != "telling") or _telling(wanted, heard.pieces[first : first + length])
        if sure or by_sound_alone:
            yield Found(first, first + length, sure)
    for first in _positions(wanted.written, heard.written, heard.written_offsets):
        yield Found(first, first + length, True)
    short_enough = length >= 4 and len(heard.syllables) <= _LONGEST_FOR_NEAR
    if likeness == "near" and short_enough and len(wanted.letters - heard.letters) <= 1:
        yield from _near(wanted, heard)


def _positions(wanted: str, line: str, offsets: tuple[int, ...]) -> Iterator[int]:
    start = line.find(wanted)
    while start >= 0:
        yield bisect_left(offsets, start)
        start = line.find(wanted, start + 1)


def before(heard: Spoken, found: Found) -> str:
    """The text just before."""
    end = heard.syllables[found.first].start
    return heard.text[max(0, end - _CONTEXT_CHARACTERS) : end]


def after(heard: Spoken, found: Found) -> str:
    """The text just after."""
    start = heard.syllables[found.last - 1].end
    return heard.text[start : start + _CONTEXT_CHARACTERS]


def _near(wanted: Phrase, heard: Spoken) -> Iterator[Found]:
    length = len(wanted.sounds)
    for first in range(len(heard.syllables) - length + 1):
        pieces = heard.pieces[first : first + length]
        if sum(one == want for one, want in zip(pieces, wanted.pieces, strict=True)) < length - 1:
            continue
        window = heard.syllables[first : first + length]
        pairs = zip(window, wanted.sounds, strict=True)
        if 0.0 < sum(syllable_distance(one.sound, want) for one, want in pairs) <= _NEAR_ENOUGH:
            yield Found(first, first + length, True)


def _telling(wanted: Phrase, pieces: tuple[str, ...]) -> bool:
    """True when a character that is not in every second sentence is the same, or all characters are."""
    same = [piece for piece, want in zip(pieces, wanted.pieces, strict=True) if piece == want]
    return len(same) == len(pieces) or any(piece not in _COMMON for piece in same)


def _line(pieces: tuple[str, ...]) -> str:
    return f" {' '.join(pieces)} " if pieces else ""


def _offsets(pieces: tuple[str, ...]) -> tuple[int, ...]:
    """Where in `_line` the space before each piece stands."""
    return tuple(itertools.accumulate((len(piece) + 1 for piece in pieces), initial=0))[: len(pieces)]
