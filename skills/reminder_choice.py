"""Which of her reminders a resident means. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from skills.medicine_names import best_of
from skills.ports import Recurrence, ReminderEntry, ReminderKind
from skills.spoken_meals import DAY_MINUTES, clock_minutes
from skills.spoken_time import read_time
from skills.time_reading import Ambiguous, Understood

_ALL = re.compile("都|全部|所有|全取消|全删|一个不留|全不|\\ball\\b|every reminder|everything")
_OF_KIND = (
    (re.compile("吃药|药(?!店|房)|medicine|pills?"), (ReminderKind.MEDICINE,)),
    (re.compile("倒计时|倒数|计时|timer|countdown"), (ReminderKind.COUNTDOWN,)),
    (re.compile("闹钟|闹铃|闹表|alarm"), (ReminderKind.ALARM,)),
    (re.compile("起床|叫醒|wake"), (ReminderKind.ALARM,)),
    (re.compile("闹钟|闹铃|闹表|alarm"), (ReminderKind.TASK, ReminderKind.COUNTDOWN)),  # as some call all of them
)
_ORDINALS = ("第一|头一|前一?个|first", "第二|中间|second", "第三|third", "第四|fourth")


def means_all(text: str) -> bool:
    return bool(_ALL.search(text.lower()))


def choose(
    entries: Sequence[ReminderEntry], text: str, medicine: str | None, now: datetime, meal_times: Mapping[str, str]
) -> tuple[ReminderEntry, ...]:
    """The reminders that are meant: by medicine or what else they are for, else by their kind, and of these by their
    time, else by 第二个, else all of them."""
    names = [entry.medicine or entry.about for entry in entries]
    name = (best_of(medicine, names) if medicine else None) or best_of(text, names)
    named = tuple(entry for entry in entries if name and (entry.medicine or entry.about) == name)
    among = named or of_kind(entries, text) or tuple(entries)
    if len(among) == 1:
        return among
    times = times_in(text, now, meal_times)
    at_that_time = tuple(entry for entry in among if set(times) & {clock[:5] for clock in entry.recurrence.times})
    if at_that_time:
        return at_that_time
    for index, words in enumerate(_ORDINALS[: len(among)]):
        if re.search(words, text.lower()):
            return (among[index],)
    return among


def of_kind(entries: Sequence[ReminderEntry], text: str) -> tuple[ReminderEntry, ...]:
    """Those of the kind that a text names: 闹钟, 倒计时, 吃药; empty when it names none, or there are none."""
    for words, kinds in _OF_KIND:
        found = tuple(entry for entry in entries if entry.kind in kinds)
        if found and words.search(text.lower()):
            return found
    return ()


def times_in(text: str, now: datetime, meal_times: Mapping[str, str]) -> tuple[str, ...]:
    """The clock times a text may mean, both readings of a bare hour included."""
    reading = read_time(text, now, meal_times)
    if isinstance(reading, Understood):
        return reading.recurrence.times
    return reading.morning.times + reading.evening.times if isinstance(reading, Ambiguous) else ()


def moved(old: Recurrence, text: str, now: datetime, meal_times: Mapping[str, str]) -> Recurrence | None:
    """A rhythm with the new time of 改到九点 in it; None when no time is named.

    Days that were not said stay. A bare hour means the half of the day nearest to the old time, and of several times
    the nearest one moves.
    """
    reading = read_time(text, now, meal_times)
    if isinstance(reading, Ambiguous):
        choices = (reading.morning, reading.evening)
        new = min(choices, key=lambda choice: _distance(old.times, choice.times[0]))
    elif isinstance(reading, Understood):
        new = reading.recurrence
    else:
        return None
    if reading.days_said:
        return new
    if len(new.times) != 1:
        return replace(old, times=new.times)
    nearest = min(old.times, key=lambda clock: _apart(clock, new.times[0]))
    times = tuple(sorted({new.times[0] if clock == nearest else clock for clock in old.times}))
    return _on_its_day(old, new, now) if old.on is not None else replace(old, times=times)


def _on_its_day(old: Recurrence, new: Recurrence, now: datetime) -> Recurrence:
    """What was for the day after tomorrow stays on that day, where the new time still lies ahead there."""
    if old.on is None or new.on is None:
        return new
    due = datetime.combine(old.on, time.fromisoformat(new.times[0]), tzinfo=now.tzinfo)
    return replace(new, on=old.on) if due > now else new


def _distance(times: Sequence[str], other: str) -> int:
    return min(_apart(time, other) for time in times)


def _apart(a: str, b: str) -> int:
    """Minutes between two times of day, the short way round the clock."""
    gap = abs(clock_minutes(a) - clock_minutes(b))
    return min(gap, DAY_MINUTES - gap)
