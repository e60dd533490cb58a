"""What she is told, and how often, while nobody has accepted her alert. Pure."""

from __future__ import annotations

from assistant.help_line.book import RAISED
from config.settings import HelpSettings
from messages.payloads import AlertState, Urgency

LONGEST_PAUSE_S = 600.0
_KNOWN = frozenset({AlertState.RECEIVED.value, AlertState.JOINED.value})


def truth_due(state: str, urgency: str, waited_s: float, times_told: int, settings: HelpSettings) -> str | None:
    """The key of the fixed line that is due after `waited_s` in this state; None: nothing yet.

    First after a setting of the state, then with pauses that double. Nothing of what is not urgent.
    """
    if urgency == Urgency.ATTENTION.value:
        return None
    if state == RAISED:
        key, first_s = "still_trying", settings.unanswered_after_s
    elif state in _KNOWN:
        key, first_s = "nobody_yet", settings.unaccepted_after_s
    else:
        return None
    return key if waited_s >= first_s + _pauses_s(times_told, settings.reassure_every_s) else None


def _pauses_s(times_told: int, every_s: float) -> float:
    """How long after the first time the next one comes."""
    return sum(min(every_s * 2.0**number, LONGEST_PAUSE_S) for number in range(min(times_told, 1000)))
