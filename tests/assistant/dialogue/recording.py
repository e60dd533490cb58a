"""Simple skills that keep what they were asked, and a form that takes anything but 不知道."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from skills.ports import Answer, Request

INTENTS = (
    "ask_weather", "play_opera", "control_playback", "set_reminder", "change_reminder", "snooze", "ask_reminders",
    "cancel_reminder", "confirm_dose", "start_check", "call_person", "send_message", "ask_time", "change_volume",
    "change_speech", "ask_health", "call_for_help", "cancel_help", "ask_community", "affirm", "deny", "greet",
    "help_me_use", "stop", "repeat",
)  # fmt: skip


@dataclass
class Recording:
    """Answers `said <intent>` and keeps the request; counts failures as the real fallback does."""

    intent: str
    heard: list[Request] = field(default_factory=list)

    @property
    def intents(self) -> tuple[str, ...]:
        return (self.intent,)

    async def answer(self, request: Request) -> Answer:
        self.heard.append(request)
        if self.intent == "nlu_fallback":
            count = int(str(request.slots.get("fallback_count") or 0)) + 1
            return Answer(f"count {count}", True, {"fallback_count": count, "offered_intent": request.ranking[0]})
        return Answer(f"said {self.intent}")


class TakesAnything:
    """The form: every value but 不知道 is good. Counts its questions by what it says."""

    name = "reminder_form"

    def __init__(self) -> None:
        self.checked: list[tuple[str, object]] = []
        self.yields = False

    def validate(self, slot: str, value: object, request: Request) -> Mapping[str, object]:
        self.checked.append((slot, value))
        return {slot: None if value == "不知道" else value}

    def gives_way(self, request: Request) -> bool:
        return self.yields

    def asks_next(self, request: Request) -> str | None:
        return next((slot for slot in ("medicine", "reminder_time") if request.slots.get(slot) is None), None)

    def ask(self, slot: str, request: Request) -> Answer:
        return Answer(f"ask {slot}", expects_answer=True)


class Home:
    """All intents with recording skills."""

    def __init__(self) -> None:
        self.skills = {intent: Recording(intent) for intent in (*INTENTS, "nlu_fallback")}
        self.form = TakesAnything()

    def last(self, intent: str) -> Request:
        return self.skills[intent].heard[-1]
