"""The dialogue as the resident meets it: the engine when it answers, and a few plain things when it does not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from assistant.dialogue.basics import basic_intent
from assistant.ports import Dialogue, DialogueError, Reply, Understanding
from config.phrases import Phrases
from messages.clock import Clock

_PERIODS = ((5, "dawn"), (11, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))


class DialogueWithBasics:
    """assistant.ports.Dialogue around another one; it answers also while that one is starting or dead.

    The reply's `intent` tells the speaker what to do: stop, repeat, affirm and deny carry no line of their own when
    only the speaker can act on them.
    """

    def __init__(self, engine: Dialogue, phrases: Phrases, clock: Clock, timezone: ZoneInfo) -> None:
        self._engine, self._phrases, self._clock, self._timezone = engine, phrases, clock, timezone
        self._answered_before = False

    async def ready(self) -> bool:
        return await self._engine.ready()

    async def parse(self, text: str) -> Understanding:
        """The engine's, else the basics' with confidence 1. Raises DialogueError when neither knows."""
        try:
            return await self._engine.parse(text)
        except DialogueError:
            basic = basic_intent(text)
            if basic is None:
                raise
            return Understanding(text, basic, 1.0)

    async def respond(self, text: str, conversation: str) -> Reply:
        """Never raises DialogueError."""
        try:
            reply = await self._engine.respond(text, conversation)
        except DialogueError as error:
            structlog.get_logger().warning("dialogue_without_engine", reason=str(error))
            return self._basic_reply(text)
        self._answered_before = True
        return reply

    def _basic_reply(self, text: str) -> Reply:
        basic = basic_intent(text)
        if basic == "stop":
            return Reply((self._phrases("assistant.dialogue.stopped"),), intent="stop")
        if basic == "repeat":
            return Reply((), intent="repeat")
        if basic == "ask_time" and not self._clock.trusted:
            return Reply((self._phrases("skills.clock.unknown"),), intent="ask_time")
        if basic == "ask_time":
            now = self._clock.now().astimezone(self._timezone)
            return Reply((spoken_time(now, self._phrases),), intent="ask_time")
        later = "assistant.dialogue.broken" if self._answered_before else "assistant.dialogue.starting"
        return Reply((self._phrases(later),), intent=basic or "")


def spoken_time(now: datetime, phrases: Phrases) -> str:
    """The local time and day as a sentence."""
    period = next(name for before, name in _PERIODS if now.hour < before)
    return phrases(
        "assistant.dialogue.time_sharp" if now.minute == 0 else "assistant.dialogue.time",
        period=phrases(f"assistant.dialogue.period.{period}"),
        hour=now.hour % 12 or 12,
        minute=f"{now.minute:02d}",
        month=now.month,
        day=now.day,
        weekday=phrases(f"assistant.dialogue.weekday.{now.isoweekday()}"),
    )
