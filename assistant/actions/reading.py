"""Reads a skill's request, and what a form may take from an utterance, out of Rasa's tracker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Tracker

from assistant.actions.naming import FALLBACK_INTENT, FALLBACK_INTENTS
from messages.clock import Clock
from skills.ports import Request

# Which entity fills which slot of a form; the mappings of intents/domain/reminders.yml say the same.
_ENTITY_OF_SLOT = {"medicine": "medicine", "reminder_time": "time"}


@dataclass(frozen=True)
class RequestReader:
    """Makes requests of this home's resident, at this home's time."""

    clock: Clock
    timezone: ZoneInfo
    resident: Callable[[], str]

    def read(self, tracker: Tracker, intent: str | None = None) -> Request:
        """`intent` is the answering skill's own name for it: a form ends in set_reminder whatever was said last."""
        message = tracker.latest_message or {}
        return Request(
            intent=intent or heard_intent(message),
            text=str(message.get("text") or ""),
            now=self.clock.now().astimezone(self.timezone),
            resident=self.resident(),
            entities=tuple(dict.fromkeys((str(e["entity"]), str(e["value"])) for e in message.get("entities") or ())),
            slots={name: value for name, value in tracker.slots.items() if value is not None},
            ranking=tuple(
                str(item["name"])
                for item in message.get("intent_ranking") or ()
                if item["name"] not in FALLBACK_INTENTS
            ),
            clock_trusted=self.clock.trusted,
        )


def heard_intent(message: Mapping[str, Any]) -> str:
    """The intent of an utterance; what is not for us counts as not understood."""
    name = str((message.get("intent") or {}).get("name") or FALLBACK_INTENT)
    return FALLBACK_INTENT if name in FALLBACK_INTENTS else name


def slot_text(value: object) -> object:
    """A slot's value as one text: several values of one entity are joined, since 早上八点、晚上八点 is one plan."""
    return "和".join(str(part) for part in value) if isinstance(value, list) else value


def belongs_elsewhere(slot: str, value: object, request: Request) -> bool:
    """True when `value` is the whole utterance, but that utterance named another slot's thing and not this one's.

    Asked for the medicine, she says 早上八点: the free text must not become the medicine.
    """
    own = _ENTITY_OF_SLOT.get(slot)
    if own is None or value != request.text or request.entity(own) is not None:
        return False
    return any(request.entity(other) is not None for name, other in _ENTITY_OF_SLOT.items() if name != slot)
