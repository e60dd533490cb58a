"""A question a skill has asked and waits to hear answered, whatever intent the answer is taken for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from skills.ports import Answer, Request

OnAnswer = Callable[[Request], Awaitable[Answer | None]]

_LASTS = timedelta(seconds=60)


class PendingQuestions:
    """At most one open question per resident; it is forgotten after a minute or when something else was said."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[datetime, OnAnswer]] = {}
        self._only_listening: set[str] = set()

    def ask(self, request: Request, on_answer: OnAnswer) -> None:
        """`on_answer` gets the next utterance and returns None when that is no answer to the question."""
        self._open[request.resident] = (request.now, on_answer)
        self._only_listening.discard(request.resident)

    def listen(self, request: Request, on_answer: OnAnswer) -> None:
        """As `ask`, for an afterthought (不对，是儿子): nothing was asked, and nothing waits for it."""
        self.ask(request, on_answer)
        self._only_listening.add(request.resident)

    def is_open(self, request: Request) -> bool:
        """True while a question waits that this utterance may answer."""
        if request.resident in self._only_listening:
            return False
        return self._hears(request)

    def _hears(self, request: Request) -> bool:
        asked_at, on_answer = self._open.get(request.resident, (request.now, None))
        return on_answer is not None and timedelta(0) <= request.now - asked_at <= _LASTS

    def drop(self, resident: str) -> None:
        self._open.pop(resident, None)

    async def take(self, request: Request) -> Answer | None:
        """The answer of whoever asked, or None when nobody did or the utterance is about something else."""
        waits = self._hears(request)
        _, on_answer = self._open.pop(request.resident, (request.now, None))
        return await on_answer(request) if waits and on_answer is not None else None
