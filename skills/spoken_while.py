"""A while that was named, to the second: 倒计时十分钟, 二十分钟以后. Pure; Mandarin, and English by way of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from skills.numerals import NUMERAL, read_number
from skills.ports import Recurrence
from skills.spoken_meals import DURATION, minutes_of
from skills.spoken_time import plain_text

LONGEST = timedelta(hours=24)
_SECONDS = re.compile(f"(?P<minutes>{NUMERAL})分(?:钟)?半|(?P<seconds>{NUMERAL})秒")


def read_while(text: str) -> timedelta | None:
    """The while that a text names, wherever it stands; None when there is none, or one of more than a day."""
    spoken = plain_text(re.sub(r"\bfor (?=\w)", "in ", text.lower()))
    seconds = _SECONDS.search(spoken)
    named = DURATION.search(spoken)
    minutes = minutes_of(named) if named else None
    if seconds is not None and seconds["minutes"]:
        total = timedelta(minutes=read_number(seconds["minutes"]) or 0, seconds=30)
    else:
        total = timedelta(minutes=minutes or 0, seconds=(read_number(seconds["seconds"]) or 0) if seconds else 0)
    return total if timedelta(0) < total <= LONGEST else None


def after(length: timedelta, now: datetime) -> Recurrence:
    """Once, when that while from now is over."""
    due = (now.astimezone(UTC) + length).astimezone(now.tzinfo)
    return Recurrence((due.strftime("%H:%M:%S"),), on=due.date(), after_s=int(length.total_seconds()))


def to_the_second(recurrence: Recurrence, phrase: str, now: datetime) -> Recurrence:
    """What was read of a phrase, exactly where it is a while from now, which `read_time` gives by the full minute."""
    length = read_while(phrase)
    if length is None or recurrence.on is None or len(recurrence.times) != 1:
        return recurrence
    exact = after(length, now)
    due = datetime.fromisoformat(f"{exact.on}T{exact.times[0]}")
    rounded = datetime.fromisoformat(f"{recurrence.on}T{recurrence.times[0]}")
    return exact if timedelta(0) <= rounded - due <= timedelta(minutes=1) else recurrence
