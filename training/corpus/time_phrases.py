"""Times as residents say them, put together from vocabularies.toml."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, fields
from importlib import resources


@dataclass(frozen=True)
class TimeWords:
    """The building blocks, a tuple of words or short phrases each."""

    day: tuple[str, ...]
    part: tuple[str, ...]
    hour: tuple[str, ...]
    minutes: tuple[str, ...]
    meal: tuple[str, ...]
    after: tuple[str, ...]
    number: tuple[str, ...]
    date: tuple[str, ...]

    def all(self) -> list[str]:
        return [word for each in fields(self) for word in getattr(self, each.name)]


def time_words() -> TimeWords:
    """As written in vocabularies.toml."""
    table = tomllib.loads(resources.files(__package__).joinpath("vocabularies.toml").read_text(encoding="utf-8"))
    return TimeWords(**{name: tuple(words) for name, words in table.items()})


def time_phrase(words: TimeWords, chance: random.Random) -> str:
    """A point in time, a repetition or a span: 每天早上八点半, 饭后半小时, 二十分钟以后."""
    kind = chance.random()
    if kind < 0.12:
        return (
            chance.choice(words.meal) if chance.random() < 0.7 else chance.choice(words.day) + chance.choice(words.meal)
        )
    if kind < 0.25:
        return chance.choice(words.after) + chance.choice(["后", "以后", "之后", ""])
    if kind < 0.33:
        return chance.choice(words.day)
    day = chance.choice(words.day) if chance.random() < 0.5 else ""
    part = chance.choice(words.part[:13]) if chance.random() < 0.6 else ""
    minutes = chance.choice(words.minutes) if chance.random() < 0.3 else ""
    return day + part + chance.choice(words.hour) + minutes
