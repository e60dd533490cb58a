"""What is said when a reminder is due. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from config.phrases import Phrases
from skills.ports import DueDose, ReminderKind
from skills.reminder_purpose import is_getting_up, is_to_be_done
from skills.saying_time import clock_words, while_words

_LATE_FROM = timedelta(minutes=2)


def spoken_line(dose: DueDose, times_said: int, now: datetime, phrases: Phrases) -> str:
    """The line for the first time, or for a further one; `now` is local."""
    again = "_again" if times_said else ""
    if dose.kind is ReminderKind.MEDICINE:
        return phrases(f"assistant.reminder.{'again' if times_said else 'first'}", medicine=dose.medicine)
    late = not times_said and now - dose.due_at >= _LATE_FROM
    line = phrases(
        f"assistant.reminder.{_key(dose)}{again}",
        clock=clock_words(now.hour, now.minute, phrases),
        length=while_words(dose.after_s, phrases) if dose.after_s else "",
        about=dose.about,
    )
    return phrases("assistant.reminder.late", line=line) if late else line


def _key(dose: DueDose) -> str:
    """alarm, alarm_wake, countdown, task, task_after or note."""
    if is_getting_up(dose.about):
        return "alarm_wake"
    if not dose.about:
        return "countdown" if dose.after_s else "alarm"
    if not is_to_be_done(dose.about):
        return "note"
    return "task_after" if dose.after_s else "task"
