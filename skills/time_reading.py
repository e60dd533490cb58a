"""What a spoken time phrase can turn out to mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class AlreadyPast:
    """A moment that was named exactly and lies before now."""

    at: datetime


@dataclass(frozen=True)
class NotUnderstood:
    """No time was found, or one that a Recurrence cannot hold."""


TimeReading = Understood | Ambiguous | AlreadyPast | NotUnderstood
