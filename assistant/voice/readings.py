"""The tables of readings.toml: how letters, units and signs are read aloud in Mandarin."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Readings:
    """`units` are keyed in lower case; a reading with {n} holds the number's place. `measured`: number and unit."""

    letters: dict[str, str]
    words: dict[str, str]
    units: dict[str, str]
    signs: dict[str, str]
    measured: re.Pattern[str]
    counted: re.Pattern[str]  # ordinal, first, last, measure word: before these 2 is 两


@cache
def readings() -> Readings:
    """The tables, read once."""
    table = tomllib.loads(resources.files("assistant.voice").joinpath("readings.toml").read_text(encoding="utf-8"))
    return Readings(
        letters=table["letters"],
        words=table["words"],
        units=table["units"],
        signs=table["signs"],
        measured=_measured(table["units"]),
        counted=_counted(table["counting"]["words"].split()),
    )


def _measured(units: dict[str, str]) -> re.Pattern[str]:
    """One-letter units only in the case people write them in (5g, 2L): 4G is no mass."""
    long = sorted((unit for unit in units if len(unit) > 1), key=len, reverse=True)
    short = [unit if unit != "l" else "[lL]" for unit in units if len(unit) == 1]
    names = f"(?i:{'|'.join(map(re.escape, long))})|{'|'.join(short)}"
    number = r"\d+(?:\.\d+)?"
    return re.compile(
        rf"(?<![A-Za-z\d])(?P<first>{number})(?: ?[-~–—至到] ?(?P<last>{number}))? ?(?P<unit>{names})(?![A-Za-z0-9/])"
    )


def _counted(measures: list[str]) -> re.Pattern[str]:
    names = "|".join(sorted((measure for measure in measures if measure != "年"), key=len, reverse=True))
    return re.compile(rf"(第)?(?<![\d.])(\d+(?:\.\d+)?)(?:\s?[-~–—]\s?(\d+(?:\.\d+)?))?({names}|年(?!级))")
