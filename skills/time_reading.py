"""What a spoken time phrase can turn out to mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from skills.ports import Recurrence


@dataclass(frozen=True)
class Understood:
    """One meaning. `days_said` is False when the phrase named no day and the next occurrence was taken."""

    recurrence: Recurrence
    days_said: bool = False


@dataclass(frozen=True)
class Ambiguous:
    """A clock time that may be meant in the morning or in the evening."""

    morning: Recurrence
    evening: Recurrence
    days_said: bool = False


class About(StrEnum):
    """What has to be asked about a phrase that leaves something open."""

    HOUR = "hour"  # 七八点, 鸡叫的时候
    HOW_LONG = "how_long"  # 过一会儿
    DAY = "day"  # 过几天
    WEEKDAYS = "weekdays"  # 一周三次
    START = "start"  # 每隔六小时
    CALENDAR = "calendar"  # 八月十五


@dataclass(frozen=True)
class Unclear:
    """A phrase that names a time and leaves something of it open. `rest` is the phrase without that, in plain words;
    with the answer behind it, it can be read again."""

    about: About
    rest: str


@dataclass(frozen=True)
class AlreadyPast:
    """A moment that was named exactly and lies before now."""

    at: datetime


@dataclass(frozen=True)
class NotUnderstood:
    """No time was found, or one that a Recurrence cannot hold."""


TimeReading = Understood | Ambiguous | Unclear | AlreadyPast | NotUnderstood
