"""Reminders of every kind in words. Pure; the words stand in config/words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from config.phrases import Phrases
from skills.ports import DueDose, ReminderEntry, ReminderKind
from skills.reminder_purpose import is_getting_up
from skills.saying_time import clock_words, describe, joined, while_words


def set_words(entry: ReminderEntry, today: date, phrases: Phrases) -> str:
    """What was kept, read back: 记好了，今天下午三点，提醒您接孙子，就这一次."""
    return _said_of("set", entry, today, phrases)


def changed_words(entry: ReminderEntry, today: date, phrases: Phrases) -> str:
    """改好了，每天上午九点，提醒您吃降压药."""
    return _said_of("changed", entry, today, phrases)


def item_words(entry: ReminderEntry, today: date, phrases: Phrases) -> str:
    """One of several: 每天早上八点吃降压药, 明天早上七点的闹钟, 十分钟的倒计时."""
    when = describe(entry.recurrence, phrases, today)
    return _item(entry.kind, entry.medicine or entry.about, when, entry.recurrence.after_s, phrases)


def due_words(dose: DueDose, now: datetime, phrases: Phrases) -> str:
    """One that is due on a day that was named: 下午三点接孙子. A dose of medicine: 早上八点吃降压药."""
    return due_item(dose.kind, dose.medicine or dose.about, dose.due_at.astimezone(now.tzinfo), dose.after_s, phrases)


def due_item(kind: ReminderKind, what: str, due_at: datetime, after_s: int, phrases: Phrases) -> str:
    """As `due_words`; `due_at` is local."""
    return _item(kind, what, clock_words(due_at.hour, due_at.minute, phrases), after_s, phrases)


def medicines_of(entries: Iterable[ReminderEntry | DueDose], phrases: Phrases) -> str:
    """The names of medicines, each once."""
    return joined(dict.fromkeys(entry.medicine for entry in entries), phrases)


def cancelled_words(entries: Sequence[ReminderEntry], today: date, phrases: Phrases) -> str:
    """好，不再提醒您吃降压药了. 好，取消了：明天早上七点的闹钟."""
    if all(entry.kind is ReminderKind.MEDICINE for entry in entries):
        return phrases("skills.reminders.cancelled", medicines=medicines_of(entries, phrases))
    items = joined((item_words(entry, today, phrases) for entry in entries), phrases)
    return phrases("skills.reminders.cancelled_others", items=items)


def settled_words(doses: Sequence[DueDose], phrases: Phrases) -> str:
    """What is said when something that rang was answered."""
    if any(is_getting_up(dose.about) for dose in doses):
        return phrases("skills.ringing.settled_waking")
    task = any(dose.kind is ReminderKind.TASK for dose in doses)
    return phrases(f"skills.ringing.{'settled_task' if task else 'settled'}")


def put_off_words(pause: timedelta, phrases: Phrases) -> str:
    """好，过十分钟再叫您."""
    return phrases("skills.ringing.put_off", length=while_words(int(pause.total_seconds()), phrases))


def _said_of(key: str, entry: ReminderEntry, today: date, phrases: Phrases) -> str:
    when, after_s = describe(entry.recurrence, phrases, today), entry.recurrence.after_s
    if entry.kind is ReminderKind.MEDICINE:
        once = "_once" if entry.recurrence.on is not None and key == "set" else ""
        return phrases(f"skills.reminders.{key}{once}", when=when, medicine=entry.medicine)
    if after_s:
        how = "about_after" if entry.about else "after"
        return phrases(f"skills.reminders.{key}_{how}", length=while_words(after_s, phrases), about=entry.about)
    how = "task" if entry.kind is ReminderKind.TASK else "alarm_about" if entry.about else "alarm"
    return phrases(f"skills.reminders.{key}_{how}", when=when, about=entry.about)


def _item(kind: ReminderKind, what: str, when: str, after_s: int, phrases: Phrases) -> str:
    if kind is ReminderKind.MEDICINE:
        return phrases("skills.reminders.item", when=when, medicine=what)
    if kind is ReminderKind.COUNTDOWN and after_s:
        return phrases("skills.reminders.item_countdown", when=when, length=while_words(after_s, phrases))
    key = "item_alarm" if not what else "item_alarm_about" if kind is ReminderKind.ALARM else "item_task"
    return phrases(f"skills.reminders.{key}", when=when, about=what)
