"""Asks one question at a time and waits for the answer or the silence."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from assistant.speaker.mouth import Mouth
from assistant.speaker.questions import Question
from config.settings import HelpSettings
from messages.clock import Clock

LONGEST_PUT_OFF_S = 30.0
LONGEST_WAITS = 3  # a television that is never silent gives no answer either


def may_ask_again(last_asked: datetime | None, now: datetime, pause_s: float) -> bool:
    """An unclear cry is asked about at most once in `pause_s`."""
    return last_asked is None or now - last_asked >= timedelta(seconds=pause_s)


class QuestionDesk:
    """`run` must be running. Call the rest from the loop only."""

    def __init__(self, mouth: Mouth, clock: Clock, settings: HelpSettings, unclear: Callable[[str], Question]) -> None:
        self._mouth, self._clock, self._settings, self._unclear = mouth, clock, settings, unclear
        self._waiting: deque[tuple[Question, float]] = deque()  # with the latest moment to ask
        self._urgent: deque[Question] = deque()
        self._arrived = asyncio.Event()
        self._current: Question | None = None
        self._answered = asyncio.Event()
        self._unclear_asked_at: datetime | None = None
        self._again: asyncio.Future[None] | None = None
        self._not_before_s = 0.0
        self.speech_going_on = False  # while she is speaking, silence has not been reached

    @property
    def asking(self) -> bool:
        """True from the moment a question is said until it is settled."""
        return self._current is not None

    def ask(self, question: Question) -> None:
        """Queues a question. While the answer to another one is waited for it waits too, LONGEST_PUT_OFF_S at most."""
        self._waiting.append((question, time.monotonic() + LONGEST_PUT_OFF_S))
        self._arrived.set()

    def ask_unclear(self, said: str) -> bool:
        """Asks about an unclear cry; False when it was asked a short while ago."""
        now = self._clock.now()
        if not may_ask_again(self._unclear_asked_at, now, self._settings.ask_again_after_s):
            return False
        self._unclear_asked_at = now
        self._urgent.append(self._unclear(said))
        self._arrived.set()
        return True

    def not_before(self, moment_s: float) -> None:
        """One question at a time: until then (monotonic) the answer to another one is waited for."""
        self._not_before_s = moment_s
        self._arrived.set()

    def say_again(self) -> None:
        """Says the current question once more; the silence counts from its end."""
        if self._current is not None:
            self._again = self._mouth.say(self._current.text)

    def answer(self, text: str) -> str:
        """Settles the current question; returns what is to be said, empty when the help line speaks."""
        question, self._current = self._current, None
        self._answered.set()
        return question.answered(text) if question is not None else ""

    async def run(self) -> None:
        """Asks for ever, one after the other."""
        while True:
            await self._ask(await self._next())

    async def _next(self) -> Question:
        """The question to ask now; an unclear cry waits for nothing."""
        while True:
            if self._urgent:
                return self._urgent.popleft()
            wait_s = None
            if self._waiting:
                wait_s = min(self._not_before_s, self._waiting[0][1]) - time.monotonic()
                if wait_s <= 0:
                    return self._waiting.popleft()[0]
            self._arrived.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._arrived.wait()

    async def _ask(self, question: Question) -> None:
        self._current = question
        self._answered.clear()
        self._again = None
        await self._mouth.say(question.text)
        waits = 0
        while not self._answered.is_set():
            try:
                async with asyncio.timeout(self._settings.silence_is_yes_s):
                    await self._answered.wait()
            except TimeoutError:
                if await self._was_said_again():
                    continue
                waits += 1
                if self.speech_going_on and waits < LONGEST_WAITS:
                    continue
                self._current = None
                question.silent()
                return

    async def _was_said_again(self) -> bool:
        """Returns when the question said again has ended; False when it was not."""
        said, self._again = self._again, None
        if said is not None:
            await said
        return said is not None
