"""What becomes of old readings when the disk runs low. Pure: alerts and events are never thinned."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from enum import IntEnum
from typing import TypeVar

Key = TypeVar("Key")


class Thinning(IntEnum):
    """How far it goes."""

    NONE = 0
    ONE_A_MINUTE = 1  # of each person and metric the first sample of a minute stays
    OLDEST_AWAY = 2  # the older half of the readings goes


def thinning_for(free_bytes: int, low_bytes: int, very_low_bytes: int) -> Thinning:
    """What so little room asks for."""
    if free_bytes < very_low_bytes:
        return Thinning.OLDEST_AWAY
    return Thinning.ONE_A_MINUTE if free_bytes < low_bytes else Thinning.NONE


def surplus(samples: Iterable[tuple[Hashable, datetime, Key]]) -> list[Key]:
    """The keys of what is not the first of its series in its minute, of samples in any order: (series, when, key)."""
    first: dict[tuple[Hashable, datetime], tuple[datetime, Key]] = {}
    surplus: list[Key] = []
    for series, at, key in samples:
        minute = series, at.replace(second=0, microsecond=0)
        there = first.get(minute)
        if there is None:
            first[minute] = at, key
        elif at < there[0]:
            surplus.append(there[1])
            first[minute] = at, key
        else:
            surplus.append(key)
    return surplus
