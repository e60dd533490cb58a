"""Skills that answer in the middle of everything else, without the dialogue engine: 小声点, 慢一点."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from messages.clock import Clock
from skills.ports import Answer, Request, Skill


class AtOnce:
    """The skills by their intents; empty until `fill`, since the voice is there before they are."""

    def __init__(self, clock: Clock, timezone: ZoneInfo, resident: str) -> None:
        self._clock, self._timezone, self._resident = clock, timezone, resident
        self._skills: dict[str, Skill] = {}

    def fill(self, skills: Sequence[Skill]) -> None:
        self._skills.update({intent: skill for skill in skills for intent in skill.intents})

    async def answer(self, intent: str, text: str) -> Answer | None:
        """None when no skill answers the intent at once."""
        skill = self._skills.get(intent)
        if skill is None:
            return None
        return await skill.answer(Request(intent, text, self._clock.now().astimezone(self._timezone), self._resident))
