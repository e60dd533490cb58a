"""A question a skill has asked and waits to hear answered, whatever intent the answer is taken for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from skills.ports import Answer, Request, Skill

OnAnswer = Callable[[Request], Awaitable[Answer | None]]

_LASTS = timedelta(seconds=60)


class PendingQuestions:
    """At most one open question per resident; it is forgotten after a minute or when something else was said."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[datetime, OnAnswer]] = {}

    def ask(self, request: Request, on_answer: OnAnswer) -> None:
        """`on_answer` gets the next utterance and returns None when that is no answer to the question."""
        self._open[request.resident] = (request.now, on_answer)

    def drop(self, resident: str) -> None:
        self._open.pop(resident, None)

    async def take(self, request: Request) -> Answer | None:
        """The answer of whoever asked, or None when nobody did or the utterance is about something else."""
        asked_at, on_answer = self._open.pop(request.resident, (request.now, None))
        if on_answer is None or not timedelta(0) <= request.now - asked_at <= _LASTS:
            return None
        return await on_answer(request)


class ListensForAnswers:
    """A skill that lets an open question have the utterance first."""

    def __init__(self, skill: Skill, pending: PendingQuestions) -> None:
        self._skill, self._pending = skill, pending

    @property
    def intents(self) -> tuple[str, ...]:
        return self._skill.intents

    async def answer(self, request: Request) -> Answer:
        return await self._pending.take(request) or await self._skill.answer(request)
