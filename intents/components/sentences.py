"""Examples grown from templates and word lists, in Home Assistant's template language. Needs no Rasa.

A file of `sentences` holds `lists` (name -> words between spaces), `rules` (name -> template) and `templates`:
blocks of an `intent`, the number of examples taken from `each` line, and the `lines`. In a line `(a|b)` is one of two,
`[a]` may be left out, `<rule>` stands for a rule, `{list}` for a word of a list and `{list:entity}` for a word that is
marked as an entity. The lookup tables of `data/nlu` are lists too, whose words are always marked, and so is `anything`,
which gives two to five hanzi by chance, since a song may be called anything, and `word`, any word of pypinyin's
dictionary: what is said in a room may be about anything.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from hassil.expression import Alternative, Expression, ListReference, RuleReference, TextChunk
from hassil.expression import Sequence as InOrder
from hassil.parse_expression import parse_sentence
from pypinyin.phrases_dict import phrases_dict

ANYTHING, WORD = "anything", "word"
LONGEST_WORD = 4
_JOINT = re.compile(r"\]\((?P<entity>\w+)\)\[(?=[^\]]*\]\((?P=entity)\))")
_TRIES = 8  # draws for one example, before a line counts as used up


class TemplateError(ValueError):
    """A template names a list or rule that does not exist, or cannot be read."""


class FreeWordError(TemplateError):
    """An example took a word that may be anything, where none is wanted."""


@dataclass(frozen=True)
class Words:
    """What templates refer to. The words of `entities` are always marked; `anything` is drawn from `hanzi`.

    Without `free`, nothing is made with a word that may be anything.
    """

    lists: Mapping[str, Sequence[str]]
    entities: frozenset[str]
    rules: Mapping[str, Expression]
    hanzi: Sequence[str]
    free: bool


def sampled(project: Path, seed: int = 1, at_most: int | None = None, free: bool = True) -> Iterator[tuple[str, str]]:
    """(intent, example with entities marked as `[value](entity)`), always the same of the same files.

    `project` is the folder of config.yml, `at_most` the examples of one line; without `free`, there are none that took
    a word that may be anything. Raises TemplateError.
    """
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((project / "sentences").glob("*.yml"))]
    words = _words(files, _lookups(project / "data/nlu"), free)
    for file in files:
        for block in file.get("templates", ()):
            for line in filter(None, map(str.strip, block["lines"].splitlines())):
                chance = random.Random(f"{seed} {block['intent']} {line}")  # noqa: S311
                count = block["each"] if at_most is None else min(block["each"], at_most)
                for example in _distinct(_parsed(line), words, chance, count):
                    yield block["intent"], example


def _lookups(folder: Path) -> dict[str, Sequence[str]]:
    blocks = [b for file in sorted(folder.glob("*.yml")) for b in yaml.safe_load(file.read_text("utf-8"))["nlu"]]
    return {b["lookup"]: [line[2:] for line in b["examples"].splitlines()] for b in blocks if "lookup" in b}


def _words(files: Sequence[Mapping[str, Any]], lookups: Mapping[str, Sequence[str]], free: bool) -> Words:
    lists = {**lookups, **{name: text.split() for file in files for name, text in (file.get("lists") or {}).items()}}
    lists[WORD] = sorted(word for word in phrases_dict if len(word) <= LONGEST_WORD)
    rules = {name: _parsed(text) for file in files for name, text in (file.get("rules") or {}).items()}
    letters = {letter for name, words in lists.items() if name != WORD for word in words for letter in word}
    hanzi = sorted(letter for letter in letters if "\u4e00" <= letter <= "\u9fff")
    return Words(lists, frozenset(lookups), rules, hanzi, free)


def _parsed(template: str) -> Expression:
    return parse_sentence(template).expression


def _distinct(template: Expression, words: Words, chance: random.Random, count: int) -> list[str]:
    examples: dict[str, None] = {}
    for _ in range(count * _TRIES):
        # Words of one entity side by side (每天 + 早上 + 八点) are one value.
        with suppress(FreeWordError):
            examples[_JOINT.sub("", " ".join(_drawn(template, words, chance).split()))] = None
        if len(examples) == count:
            break
    return list(examples)


def _drawn(part: Expression, words: Words, chance: random.Random) -> str:
    if isinstance(part, TextChunk):
        return part.original_text
    if isinstance(part, Alternative):
        return _drawn(chance.choice(part.items), words, chance)
    if isinstance(part, InOrder):
        return "".join(_drawn(item, words, chance) for item in part.items)
    if isinstance(part, RuleReference):
        if part.rule_name not in words.rules:
            raise TemplateError(f"there is no rule <{part.rule_name}> in sentences")
        return _drawn(words.rules[part.rule_name], words, chance)
    if isinstance(part, ListReference):
        return _word(part, words, chance)
    raise TemplateError(f"a template may not hold {part}")


def _word(part: ListReference, words: Words, chance: random.Random) -> str:
    if part.list_name in {ANYTHING, WORD} and not words.free:
        raise FreeWordError
    if part.list_name == ANYTHING:
        word = "".join(chance.choices(words.hanzi, k=chance.randint(2, 5)))
    elif part.list_name in words.lists:
        word = chance.choice(words.lists[part.list_name])
    else:
        raise TemplateError(f"there is no list {{{part.list_name}}} in sentences")
    marked = part.slot_name != part.list_name or part.list_name in words.entities
    return f"[{word}]({part.slot_name})" if marked else word
