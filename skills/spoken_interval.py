"""Every so many hours, round the clock. Pure; Mandarin."""

from __future__ import annotations

import re

from skills.numerals import NUMERAL, read_number
from skills.spoken_clock import ClockTime
from skills.spoken_meals import DAY_MINUTES

# Those that come at the same hours every day, and not so often that a night has no sleep left.
HOLDABLE_HOURS = (3, 4, 6, 8, 12, 24)
_EVERY_HOURS = re.compile(
    f"(?:每隔|每|间隔|隔)(?P<a>{NUMERAL})个?(?:小时|钟头)(?:吃|服|用|打|滴|来)?(?:一[次回遍片粒颗])?"
    f"|(?P<b>{NUMERAL})个?(?:小时|钟头)(?:吃|服|用|打|滴|来)?一[次回遍]"
)


def read_interval(text: str) -> tuple[int, str] | None:
    """The hours between two doses and the phrase without them; None when none are named."""
    match = _EVERY_HOURS.search(text)
    if match is None:
        return None
    return read_number(match["a"] or match["b"]) or 0, text[: match.start()] + " " + text[match.end() :]


def round_the_clock(hours: int, start: ClockTime) -> tuple[ClockTime, ...]:
    """The times of day of a rhythm of `hours` that has a dose at `start`; each has two readings where that has."""
    steps = range(0, DAY_MINUTES, hours * 60)
    times = sorted((start.minutes + step) % DAY_MINUTES for step in steps)
    if start.other is None:
        return tuple(ClockTime(value) for value in times)
    others = sorted((start.other + step) % DAY_MINUTES for step in steps)
    if others == times:
        return tuple(ClockTime(value) for value in times)
    return tuple(ClockTime(value, other) for value, other in zip(times, others, strict=True))
