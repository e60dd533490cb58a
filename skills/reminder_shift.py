"""Moving a reminder by a while: 闹钟往后推半小时, 提醒提前一刻钟. Pure; Mandarin and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from skills.ports import Recurrence
from skills.spoken_meals import DAY_MINUTES, DURATION, clock_minutes, clock_of
from skills.spoken_time import plain_text
from skills.spoken_while import read_while

_LATER = "(?:往|向)?后(?:再)?[推挪调拖延移]|推迟|推后|延后|延迟|拖后|晚"
_EARLIER = "(?:往|向)?前(?:再)?[推挪调提移]|提前|提早|早"
_BY = re.compile(f"(?:(?P<later>{_LATER})|(?:{_EARLIER}))(?:个|它|了)?(?={DURATION.pattern})")
_LENGTH = r"half an hour|an hour and a half|(?:an?|[a-z0-9-]+) (?:hours?|minutes?)"
_ENGLISH = re.compile(
    rf"\b(?P<length>{_LENGTH}) (?:(?P<after>later)|earlier)\b"
    rf"|\b(?:(?P<back>postpone|delay|push back|move)|bring forward)\b.* by (?P<by>{_LENGTH})\b"
)


@dataclass(frozen=True)
class Shift:
    """`by` is positive for later. `before` is what was said before it: 八点的降压药往后推半小时."""

    by: timedelta
    before: str


def shift_in(text: str) -> Shift | None:
    """The while by which something is to be moved; None when none is named."""
    spoken = plain_text(text.lower())
    if found := _BY.search(spoken):
        length, later, before = read_while(spoken[found.end() :]), found["later"], spoken[: found.start()]
    elif english := _ENGLISH.search(text.lower()):
        length = read_while(f"in {english['length'] or english['by']}")
        later, before = english["after"] or english["back"], text[: english.start()]
    else:
        return None
    return Shift(length if later else -length, before) if length else None


def shifted(old: Recurrence, by: timedelta, among: Sequence[str], now: datetime) -> Recurrence | None:
    """`old` with its one time, or the one of them that is in `among`, moved.

    None where nobody can say which of several is meant, it would be over already, or on another day of its rhythm.
    """
    if old.on is not None:
        due = datetime.combine(old.on, time.fromisoformat(old.times[0]), tzinfo=now.tzinfo) + by
        clock = due.strftime("%H:%M:%S")[: len(old.times[0])]  # to the second where it was
        after_s = max(0, old.after_s + int(by.total_seconds())) if old.after_s else 0
        return replace(old, times=(clock,), on=due.date(), after_s=after_s) if due > now else None
    meant = old.times if len(old.times) == 1 else tuple(clock for clock in old.times if clock in among)
    if len(meant) != 1:
        return None
    minutes = clock_minutes(meant[0]) + round(by.total_seconds() / 60)
    if not 0 <= minutes < DAY_MINUTES:
        return None
    return replace(old, times=tuple(sorted({clock_of(minutes) if clock == meant[0] else clock for clock in old.times})))
