"""Whether what was understood is a whole request. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from skills.ports import ReminderKind
from skills.reminder_purpose import is_getting_up, purpose_of

COMPLETE_CONFIDENCE = 0.85
NEEDS_ENTITY = {
    "set_reminder": ("time", "medicine"),
    "change_reminder": ("time",),
    "call_person": ("person",),
    "send_message": ("message",),
}


def is_complete_request(
    intent: str, confidence: float, entities: Sequence[str], asked: bool = False, text: str = ""
) -> bool:
    """A confident request that lacks nothing it needs; the fallback is never complete. `entities` are names.

    `asked`: it answers a question, and what the question did not ask for was said before. An alarm or a countdown with
    its time needs nothing more; something to do may go on as long as she speaks (提醒我三点给… 闺女… 打电话).
    """
    if intent == "nlu_fallback" or confidence < COMPLETE_CONFIDENCE:
        return False
    if intent == "set_reminder" and "time" in entities and _is_alarm(text):
        return True
    return asked or all(entity in entities for entity in NEEDS_ENTITY.get(intent, ()))


def _is_alarm(text: str) -> bool:
    purpose = purpose_of(text)
    if purpose is None or purpose.kind is ReminderKind.TASK:
        return False
    return not purpose.about or is_getting_up(purpose.about)
