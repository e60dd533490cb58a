"""Not understood: once ask again in other words, then offer two choices, then offer a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from config.phrases import Phrases
from skills.conversation import COUNT, NO_OFFER, OFFERED
from skills.directory import SkillDirectory
from skills.pending import PendingQuestions
from skills.ports import Answer, Request
from skills.yes_no import yes_or_no

# What can be offered; each has its words in skills.fallback.offer.
OFFERABLE = (
    "ask_weather", "play_opera", "set_reminder", "ask_reminders", "call_person", "send_message", "ask_time",
    "ask_health", "call_for_help", "ask_community", "cancel_reminder", "change_reminder", "change_volume",
    "change_speech", "start_check", "help_me_use",
)  # fmt: skip
_USUAL_OFFERS = ("ask_weather", "play_opera", "set_reminder")
_FIRST = re.compile("第一|头一|前一?[个面]|先说|first")
_SECOND = re.compile("第二|后一?[个面]|后说|second")


def two_to_offer(ranking: Sequence[str]) -> tuple[str, str]:
    """The two likeliest things that can be offered, filled up with the usual ones."""
    likely = [intent for intent in ranking if intent in OFFERABLE]
    first, second, *_ = dict.fromkeys((*likely, *_USUAL_OFFERS))
    return first, second


def times_failed(slots_value: object) -> int:
    """The fallback count as Rasa keeps it (a float, a text or nothing)."""
    try:
        return max(0, int(float(str(slots_value)))) if slots_value is not None else 0
    except (ValueError, OverflowError):
        return 0


class Fallback:
    """The action of nlu_fallback."""

    intents = ("fallback",)

    def __init__(self, directory: SkillDirectory, pending: PendingQuestions, phrases: Phrases) -> None:
        self._directory, self._pending, self._say = directory, pending, phrases

    async def answer(self, request: Request) -> Answer:
        failed = times_failed(request.slots.get(COUNT))
        if failed == 0:
            return Answer(self._say("skills.fallback.again"), expects_answer=True, slots={COUNT: 1, OFFERED: None})
        if failed == 1:
            return self._offer_two(request)
        self._pending.ask(request, lambda reply: self._person(reply, request.text))
        return Answer(
            self._say("skills.fallback.person"), expects_answer=True, slots={COUNT: 0, OFFERED: "ask_community"}
        )

    async def _person(self, reply: Request, said: str) -> Answer | None:
        """Yes: the community is told what she had said, and not her 好."""
        done = await self._directory.run("ask_community", replace(reply, text=said)) if yes_or_no(reply) else None
        return None if done is None else Answer(done.text, done.expects_answer, {**NO_OFFER, **done.slots})

    def _offer_two(self, request: Request) -> Answer:
        first, second = two_to_offer(request.ranking)
        self._pending.ask(request, lambda reply: self._choice(reply, first, second))
        words = (self._say(f"skills.fallback.offer.{intent}") for intent in (first, second))
        text = self._say("skills.fallback.two_choices", **dict(zip(("first", "second"), words, strict=True)))
        return Answer(text, expects_answer=True, slots={COUNT: 2, OFFERED: first})

    async def _choice(self, reply: Request, first: str, second: str) -> Answer | None:
        """第一个, 第二个, or yes; a reply that was understood as something else is left to that."""
        text = reply.text.lower()
        if _SECOND.search(text):
            chosen = second
        elif _FIRST.search(text) or (reply.intent in ("affirm", "fallback") and yes_or_no(reply)):
            chosen = first
        else:
            return None
        done = await self._directory.run(chosen, reply)
        return None if done is None else Answer(done.text, done.expects_answer, {**NO_OFFER, **done.slots})
