"""Puts right the house's own words (medicines, names, titles) that a recognizer wrote with other characters.

Recognizers know the words of a newspaper, and write what they do not know by its sound: 将压药, 阿斯匹零. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pypinyin.phrases_dict import phrases_dict

from assistant.hearing.ordinary import Kind, ordinary
from skills.sound_alike import Syllable, sound_similarity, syllable_distance, syllables

LONGEST_TEXT = 300  # characters; a longer text is no utterance and is left as it is
FEWEST_SYLLABLES, MOST_SYLLABLES = 2, 12
# How far off a word may sound, by its syllables: two are talk too often to be anything but the same sound.
_FARTHEST = {2: 0.0, 3: 0.25, 4: 0.75}
_FARTHEST_LONG = 1.0
_SHORT = 3  # syllables; up to here a word that sounds only nearly the same needs surroundings that expect it
_LOST_SYLLABLE_FROM = 5  # syllables; from here on one may be missing or too many


@dataclass(frozen=True)
class OwnWord:
    """A word or phrase of the house."""

    text: str
    kind: Kind = Kind.OTHER


@dataclass(frozen=True)
class Change:
    """What stood there, and the own word that stands there now."""

    heard: str
    word: str


@dataclass(frozen=True)
class Corrected:
    """`text` is the one that came in when there are no changes."""

    text: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class _Word:
    text: str
    kind: Kind
    sounds: tuple[str, ...]

    @property
    def farthest(self) -> float:
        return _FARTHEST.get(len(self.sounds), _FARTHEST_LONG)


@dataclass(frozen=True)
class _Candidate:
    """A stretch start..end of the text that sounds like a word."""

    distance: float
    start: int
    end: int
    word: _Word

    @property
    def rank(self) -> tuple[float, int, int]:
        """The most alike first, then the longest, then the first."""
        return self.distance / len(self.word.sounds), self.start - self.end, self.start


def can_be_put_right(text: str) -> bool:
    """True for two to twelve Chinese syllables: one has too many likes, and Latin letters have no pinyin."""
    return FEWEST_SYLLABLES <= len(_sounds(text)) <= MOST_SYLLABLES


class OwnWords:
    """The own words of a house at one time."""

    def __init__(self, words: Iterable[OwnWord]) -> None:
        """Words that cannot be put right by sound are passed over."""
        self._talk = ordinary()
        usable: dict[str, OwnWord] = {}  # the first one says what a word names
        for word in words:
            if can_be_put_right(word.text):
                usable.setdefault(word.text, word)
        self._words = tuple(_Word(word.text, word.kind, _sounds(word.text)) for word in usable.values())

    def correct(self, text: str) -> Corrected:
        """`text` with misheard own words put right. Correcting the result again changes nothing.

        A stretch is left alone when it is ordinary talk (ordinary.toml), when two own words sound alike there, and when
        it is short or could be talk and nothing around it expects such a word. Raises nothing.
        """
        changes: list[Change] = []
        while len(text) <= LONGEST_TEXT and (found := self._best(text)) is not None:
            # Ends: a change covers with an own word what was covered by none.
            changes.append(Change(text[found.start : found.end], found.word.text))
            text = text[: found.start] + found.word.text + text[found.end :]
        return Corrected(text, tuple(changes))

    def _best(self, text: str) -> _Candidate | None:
        said = syllables(text)
        if len(said) < FEWEST_SYLLABLES or not self._words:
            return None
        settled = self._settled(text)
        found = sorted(self._candidates(text, said, settled), key=lambda one: one.rank)
        for candidate in found:
            if not any(_rival(candidate, other) for other in found):
                return candidate
        return None

    def _settled(self, text: str) -> set[int]:
        """The characters that are ordinary talk or part of an own word already."""
        settled = {index for match in self._talk.talk.finditer(text) for index in range(*match.span())}
        for word in self._words:
            start = text.find(word.text)
            while start >= 0:
                settled.update(range(start, start + len(word.text)))
                start = text.find(word.text, start + 1)
        return settled

    def _candidates(self, text: str, said: Sequence[Syllable], settled: set[int]) -> Iterator[_Candidate]:
        sounds = tuple(one.sound for one in said)
        for word in self._words:
            for first, last in _windows(len(said), len(word.sounds)):
                distance = _distance(sounds[first:last], word)
                if distance > word.farthest:
                    continue
                candidate = _Candidate(distance, said[first].start, said[last - 1].end, word)
                if self._may_change(text, candidate, settled):
                    yield candidate

    def _may_change(self, text: str, found: _Candidate, settled: set[int]) -> bool:
        stretch = text[found.start : found.end]
        if not _is_hanzi(stretch) or not settled.isdisjoint(range(found.start, found.end)):
            return False
        if len(found.word.sounds) == FEWEST_SYLLABLES and not self._talk.never_in_short.isdisjoint(stretch):
            return False
        if not self._needs_a_place(stretch, found):
            return True
        return self._talk.stands_where_one_may(found.word.kind, text[: found.start], text[found.end :])

    def _needs_a_place(self, stretch: str, found: _Candidate) -> bool:
        """True when the sound alone does not tell that the stretch was meant for the own word."""
        length = len(found.word.sounds)
        if length == FEWEST_SYLLABLES or (length <= _SHORT and found.distance > 0.0):
            return True
        return self._talk.mostly_plain(stretch) or stretch in phrases_dict


def _sounds(text: str) -> tuple[str, ...]:
    """The syllables of a text that is Chinese throughout; else none."""
    found = syllables(text) if _is_hanzi(text) else []
    return tuple(one.sound for one in found)


def _is_hanzi(text: str) -> bool:
    return all("\u4e00" <= one <= "\u9fff" or one in "0123456789〇" for one in text)


def _windows(count: int, length: int) -> Iterator[tuple[int, int]]:
    spare = 1 if length >= _LOST_SYLLABLE_FROM else 0
    for size in range(length - spare, length + spare + 1):
        yield from ((first, first + size) for first in range(count - size + 1))


def _distance(heard: Sequence[str], word: _Word) -> float:
    """As the distance of sound_alike; infinite when fewer than half of the syllables are the same."""
    wanted = word.sounds
    if len(heard) != len(wanted):
        if 2 * len(set(heard) & set(wanted)) < len(wanted):
            return float("inf")
        longer = max(len(heard), len(wanted))
        return round((1.0 - sound_similarity(heard, wanted)) * longer, 6)
    same = sum(one == want for one, want in zip(heard, wanted, strict=True))
    if 2 * same < len(wanted):
        return float("inf")
    return sum(syllable_distance(one, want) for one, want in zip(heard, wanted, strict=True))


def _rival(one: _Candidate, other: _Candidate) -> bool:
    """True when another own word is as alike in the very same place: which was meant cannot be told."""
    return (one.start, one.end, one.distance) == (other.start, other.end, other.distance) and one.word != other.word
