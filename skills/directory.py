"""Runs the skill of an intent on behalf of another one, after an offer was accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from skills.ports import Answer, Request, Skill


class SkillDirectory:
    """Skills by intent. Filled once, when all of them exist."""

    def __init__(self) -> None:
        self._by_intent: dict[str, Skill] = {}

    def fill(self, skills: Iterable[Skill]) -> None:
        self._by_intent.update({intent: skill for skill in skills for intent in skill.intents})

    async def run(self, intent: str, request: Request) -> Answer | None:
        """The answer of the skill of `intent` to what was said; None when there is no such skill."""
        skill = self._by_intent.get(intent)
        return None if skill is None else await skill.answer(replace(request, intent=intent))
