"""How what was missed is told: doses while the speaker was off, other things when nobody heard of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from config.phrases import Phrases
from skills.ports import DueDose, ReminderKind
from skills.reminder_words import due_item
from skills.saying_time import clock_words, count_words, day_words, in_a_row, joined

MOST_NAMED = 3  # of a week without power nobody wants to hear each


def missed_words(missed: Sequence[DueDose], today: date, phrases: Phrases) -> str:
    """One statement about all medicine, and one about all else, the latest named; empty when there are none.

    `due_at` is local.
    """
    doses = [dose for dose in missed if dose.kind is ReminderKind.MEDICINE]
    others = [dose for dose in missed if dose.kind is not ReminderKind.MEDICINE]
    said = []
    if doses:
        latest = _latest(doses)
        named = joined((_words(dose, today, phrases) for dose in latest), phrases)
        key = "missed_before" if len(doses) == len(latest) else "missed_many"
        count = count_words(len(doses), phrases)
        said.append(phrases(f"assistant.reminder.{key}", doses=named, count=count))
    if others:
        items = joined((_item(dose, today, phrases) for dose in _latest(others)), phrases)
        said.append(phrases("assistant.reminder.missed_others", items=items))
    return in_a_row(said, phrases)


def _latest(doses: Sequence[DueDose]) -> list[DueDose]:
    return sorted(doses, key=lambda dose: dose.due_at)[-MOST_NAMED:]


def _day(dose: DueDose, today: date, phrases: Phrases) -> str:
    return "" if dose.due_at.date() == today else day_words(dose.due_at.date(), today, phrases)


def _words(dose: DueDose, today: date, phrases: Phrases) -> str:
    clock = clock_words(dose.due_at.hour, dose.due_at.minute, phrases)
    day = _day(dose, today, phrases)
    return phrases("assistant.reminder.missed_dose", day=day, clock=clock, medicine=dose.medicine).strip()


def _item(dose: DueDose, today: date, phrases: Phrases) -> str:
    item = due_item(dose.kind, dose.about, dose.due_at, dose.after_s, phrases)
    day = _day(dose, today, phrases)
    return phrases("assistant.reminder.missed_item", day=day, item=item).strip()
