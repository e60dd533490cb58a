"""Whether what was understood is a whole request. Pure."""

from __future__ import annotations

from collections.abc import Sequence

COMPLETE_CONFIDENCE = 0.85
NEEDS_ENTITY = {
    "set_reminder": ("time", "medicine"),
    "change_reminder": ("time",),
    "call_person": ("person",),
    "send_message": ("message",),
}


def is_complete_request(intent: str, confidence: float, entities: Sequence[str], asked: bool = False) -> bool:
    """A confident request that lacks nothing it needs; the fallback is never complete. `entities` are names.

    `asked`: it answers a question, and what the question did not ask for was said before.
    """
    if intent == "nlu_fallback" or confidence < COMPLETE_CONFIDENCE:
        return False
    return asked or all(entity in entities for entity in NEEDS_ENTITY.get(intent, ()))
