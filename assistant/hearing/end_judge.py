"""Asks early whether a transcript is a whole request, so that the answer is there when the silence is long enough."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

import structlog

_ASK_AFTER_S = 0.2  # silence
_PATIENCE_S = 0.25  # once for each text; then the turn waits for the longer silence, or for a late answer


class EndJudge:
    """Of one utterance. An answer is kept for as long as the text stays the same."""

    def __init__(self, is_complete: Callable[[str], Awaitable[bool] | bool]) -> None:
        self._is_complete = is_complete
        self._text = ""
        self._asked: asyncio.Task[bool] | None = None
        self._waited = False
        self._told = False

    async def complete(self, text: str, silence_s: float, needed_s: float) -> bool:
        """False as long as it is not known; asked when `silence_s` begins, waited for at `needed_s`."""
        if not text or silence_s < min(_ASK_AFTER_S, needed_s):
            return False
        if self._asked is None or text != self._text:
            self.close()
            self._text, self._waited = text, False
            self._asked = asyncio.create_task(self._ask(text))
        if silence_s < needed_s:
            return False
        if not self._asked.done() and not self._waited:
            self._waited = True
            await asyncio.wait({self._asked}, timeout=_PATIENCE_S)
        return self._asked.done() and self._answer(self._asked)

    def close(self) -> None:
        """Forgets the question."""
        if self._asked is not None:
            self._asked.cancel()
        self._asked = None

    async def _ask(self, text: str) -> bool:
        answer = self._is_complete(text)
        return await answer if inspect.isawaitable(answer) else bool(answer)

    def _answer(self, asked: asyncio.Task[bool]) -> bool:
        """A judge that failed has not said yes: hearing goes on, and the reason is logged."""
        if asked.cancelled():
            return False
        error = asked.exception()
        if error is not None:
            if not self._told:  # without a traceback, whose locals would hold what was said
                structlog.get_logger().error("the end of a turn could not be judged", reason=type(error).__name__)
            self._told = True
            return False
        return asked.result()
