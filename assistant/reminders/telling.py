"""How doses that were missed while the speaker was off are told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.phrases import Phrases
from skills.saying_time import clock_words, count_words, day_words, joined

MOST_NAMED = 3  # of a week without power nobody wants to hear each


@dataclass(frozen=True)
class MissedDose:
    """`due_at` is local."""

    medicine: str
    due_at: datetime


def missed_words(doses: Sequence[MissedDose], today: date, phrases: Phrases) -> str:
    """One statement about all of them, the latest named; empty when there are none."""
    if not doses:
        return ""
    latest = sorted(doses, key=lambda dose: dose.due_at)[-MOST_NAMED:]
    named = joined((_words(dose, today, phrases) for dose in latest), phrases)
    key = "missed_before" if len(doses) == len(latest) else "missed_many"
    return phrases(f"assistant.reminder.{key}", doses=named, count=count_words(len(doses), phrases))


def _words(dose: MissedDose, today: date, phrases: Phrases) -> str:
    clock = clock_words(dose.due_at.hour, dose.due_at.minute, phrases)
    day = "" if dose.due_at.date() == today else day_words(dose.due_at.date(), today, phrases)
    return phrases("assistant.reminder.missed_dose", day=day, clock=clock, medicine=dose.medicine).strip()
