"""Rules that say which phrases count in a transcript, and in which surroundings they do not. Read from TOML."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal

from assistant.hearing.phrase_match import (
    Found,
    Likeness,
    Phrase,
    Spoken,
    after,
    before,
    may_occur,
    occurrences,
    phrase,
)

Place = Literal["anywhere", "start", "whole"]

_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Rule:
    """Phrases that mean the same. `start` and `whole` overlook fillers around them.

    `not_after` and `not_before` are matched at the end of the text before and at the start of the text after; they take
    the phrase back. `longest` is the most syllables, fillers aside, that the transcript may have. `by_sound_alone` and
    `likeness` are those of phrase_match.occurrences.
    """

    phrases: tuple[Phrase, ...]
    place: Place = "anywhere"
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    longest: int | None = None
    by_sound_alone: bool = False
    likeness: Likeness = "near"


@dataclass(frozen=True)
class RuleBook:
    """Rules by section name, and the sounds that count for nothing."""

    sections: Mapping[str, tuple[Rule, ...]]
    fillers: frozenset[str]

    def holds(self, section: str, heard: Spoken) -> bool:
        """True when a rule of the section applies to what was heard."""
        return any(standing(rule, heard, self.fillers) for rule in self.sections[section])

    def count(self, section: str, heard: Spoken, enough: int) -> int:
        """How many phrases of the section stand in what was heard, none over another; at most `enough`."""
        found = {one for rule in self.sections[section] for one in standing(rule, heard, self.fillers)}
        counted = end = 0
        for one in sorted(found, key=lambda each: each.last):
            if one.first >= end and counted < enough:
                counted, end = counted + 1, one.last
        return counted


def standing(rule: Rule, heard: Spoken, fillers: frozenset[str]) -> list[Found]:
    """The rule's phrases that were said in their place and in no surroundings that take them back."""
    if not heard.syllables:
        return []
    if rule.longest is not None and _weight(heard, fillers) > rule.longest:
        return []
    found = [one for one in _found(rule, heard, fillers) if not _taken_back(rule, heard, one)]
    if rule.place == "anywhere" or not found:
        return found
    if rule.place == "start":
        return [one for one in found if _all_fillers(heard, range(one.first), fillers)]
    covered = {index for one in found for index in range(one.first, one.last)}
    rest = [index for index in range(len(heard.syllables)) if index not in covered]
    return found if _all_fillers(heard, rest, fillers) else []


def _found(rule: Rule, heard: Spoken, fillers: frozenset[str]) -> Iterator[Found]:
    for wanted in rule.phrases:
        if not may_occur(wanted, heard):
            continue
        found = list(occurrences(wanted, heard, rule.by_sound_alone, rule.likeness))
        yield from (one for one in found if one.sure or _insistent(heard, found, fillers))


def _insistent(heard: Spoken, found: list[Found], fillers: frozenset[str]) -> bool:
    """A short phrase with no character right counts when it is all that was said, twice or with a cry around it."""
    covered = {index for one in found for index in range(one.first, one.last)}
    rest = [index for index in range(len(heard.syllables)) if index not in covered]
    return (len({one.first for one in found}) > 1 or bool(rest)) and _all_fillers(heard, rest, fillers)


def _taken_back(rule: Rule, heard: Spoken, found: Found) -> bool:
    earlier, later = rule.not_after, rule.not_before
    return bool((earlier and earlier.search(before(heard, found))) or (later and later.match(after(heard, found))))


def _all_fillers(heard: Spoken, indices: Iterator[int] | range | list[int], fillers: frozenset[str]) -> bool:
    return all(heard.syllables[index].sound in fillers for index in indices)


def _weight(heard: Spoken, fillers: frozenset[str]) -> int:
    return sum(1 for syllable in heard.syllables if syllable.sound not in fillers)


@lru_cache(maxsize=8)
def rule_book(file_name: str) -> RuleBook:
    """The rules of a TOML file of this package.

    A table of arrays for each section; `fragments` names regular expressions that rules refer to by name; `fillers` is
    a list of words; {a,b} in a phrase stands for either.
    """
    text = (resources.files("assistant.hearing") / file_name).read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    fragments: dict[str, str] = raw.pop("fragments", {})
    fillers = frozenset(sound for word in raw.pop("fillers", []) for sound in phrase(word).sounds)
    sections = {name: tuple(_rule(entry, fragments) for entry in entries) for name, entries in raw.items()}
    return RuleBook(sections, fillers)


def _rule(entry: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    phrases = dict.fromkeys(one for written in entry["phrases"] for one in _choices(written))
    return Rule(
        phrases=tuple(phrase(one) for one in phrases),
        place=entry.get("place", "anywhere"),
        not_after=_pattern(entry.get("not_after", []), fragments, "(?:{})$"),
        not_before=_pattern(entry.get("not_before", []), fragments, "(?:{})"),
        longest=entry.get("longest"),
        by_sound_alone=entry.get("by_sound_alone", False),
        likeness=entry.get("likeness", "near"),
    )


def _pattern(parts: list[str], fragments: Mapping[str, str], shape: str) -> re.Pattern[str] | None:
    if not parts:
        return None
    return re.compile(shape.format("|".join(f"(?:{fragments.get(part, part)})" for part in parts)))


def _choices(written: str) -> list[str]:
    """Every reading of {a,b}c{d,}: ac d … The empty choice is allowed."""
    pieces = _CHOICE.split(written)
    options = [piece.split(",") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in itertools.product(*options)]
