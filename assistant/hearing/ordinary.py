"""What ordinary talk is made of, and where a name of the house may stand in it. Read from ordinary.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

_CONTEXT_CHARACTERS = 12
_NUMBERS = r"[零〇一二两三四五六七八九十百半\d]+(?:个半)?(?:点半?|分|刻|号|月|天|小时|分钟|岁|年|周|度)"
_FILLERS_BEFORE = re.compile(r"(?:嗯|呃|哦|啊|就是|是|叫)*")
_FILLERS_AFTER = re.compile(r"(?:吧|啊|呀|呢)*")


class Kind(StrEnum):
    """What an own word names, and so where it may stand."""

    MEDICINE = "medicine"
    PERSON = "person"
    TITLE = "title"
    OTHER = "other"


@dataclass(frozen=True)
class Ordinary:
    """`talk` finds the stretches that are never a misheard own word."""

    talk: re.Pattern[str]
    plain: frozenset[str]
    never_in_short: frozenset[str]
    before: Mapping[Kind, re.Pattern[str]]
    after: Mapping[Kind, re.Pattern[str]]

    def stands_where_one_may(self, kind: Kind, before: str, after: str) -> bool:
        """True when what stands around a stretch expects such a word there, or nothing else was said."""
        if _FILLERS_BEFORE.fullmatch(before) and _FILLERS_AFTER.fullmatch(after):
            return True
        return bool(
            self.before[kind].search(before[-_CONTEXT_CHARACTERS:])
            or self.after[kind].match(after[:_CONTEXT_CHARACTERS])
        )

    def mostly_plain(self, stretch: str) -> bool:
        """True when half of it or more is grammar."""
        return 2 * sum(one in self.plain for one in stretch) >= len(stretch)


@lru_cache(maxsize=1)
def ordinary() -> Ordinary:
    """The one that stands in the file."""
    raw = tomllib.loads((resources.files("assistant.hearing") / "ordinary.toml").read_text(encoding="utf-8"))
    words = sorted(raw["words"], key=len, reverse=True)
    places: dict[str, dict[str, list[str]]] = raw["places"]
    return Ordinary(
        re.compile("|".join((_NUMBERS, *map(re.escape, words)))),
        frozenset(raw["plain"]),
        frozenset(raw["never_in_short"]),
        {kind: re.compile(f"(?:{'|'.join(_of(kind, places, 'before'))})$") for kind in Kind},
        {kind: re.compile("|".join(_of(kind, places, "after"))) for kind in Kind},
    )


def _of(kind: Kind, places: Mapping[str, Mapping[str, list[str]]], side: str) -> Sequence[str]:
    """A word of no certain kind may stand wherever one of the others may."""
    kinds = list(places) if kind is Kind.OTHER else [kind.value]
    return [pattern for one in kinds for pattern in places[one][side]]
