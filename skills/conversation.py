"""Greeting, help, yes, no, stop and repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping

from config.phrases import Phrases
from skills.directory import SkillDirectory
from skills.pending import PendingQuestions
from skills.ports import Answer, MusicPlayer, PlayerError, Request, VoiceControl

OFFERED, COUNT = "offered_intent", "fallback_count"
NO_OFFER: Mapping[str, object] = {OFFERED: None, COUNT: 0}
_THANKS = re.compile("谢|thank")
_GOODBYE = re.compile("再见|拜拜|晚安|睡了|回头见|bye|good ?night")
_SALUTATIONS_UNTIL_HOUR = (
    (5, "night"),
    (9, "morning"),
    (12, "forenoon"),
    (14, "noon"),
    (18, "afternoon"),
    (24, "evening"),
)


class Greet:
    """你好, 谢谢, 再见."""

    intents = ("greet",)

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases

    async def answer(self, request: Request) -> Answer:
        text = request.text.lower()
        if _THANKS.search(text):
            return Answer(self._say("skills.conversation.welcome"))
        if _GOODBYE.search(text):
            return Answer(self._say("skills.conversation.goodbye"))
        name = next(name for until, name in _SALUTATIONS_UNTIL_HOUR if request.now.hour < until)
        return Answer(self._say(f"skills.conversation.hello.{name}"), expects_answer=True)


class HelpMeUse:
    """你会什么."""

    intents = ("help_me_use",)

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases

    async def answer(self, request: Request) -> Answer:
        return Answer(self._say("skills.conversation.what_i_can_do"), expects_answer=True)


class Affirm:
    """好的. After an offer it runs what was offered."""

    intents = ("affirm",)

    def __init__(self, directory: SkillDirectory, phrases: Phrases) -> None:
        self._directory, self._say = directory, phrases

    async def answer(self, request: Request) -> Answer:
        offered = request.slots.get(OFFERED)
        done = await self._directory.run(offered, request) if isinstance(offered, str) and offered else None
        if done is None:
            return Answer(self._say("skills.conversation.all_right"), slots=NO_OFFER)
        return Answer(done.text, done.expects_answer, {**NO_OFFER, **done.slots})


class Deny:
    """不用了. After an offer it asks what she would like instead."""

    intents = ("deny",)

    def __init__(self, phrases: Phrases) -> None:
        self._say = phrases

    async def answer(self, request: Request) -> Answer:
        if request.slots.get(OFFERED):
            return Answer(self._say("skills.conversation.what_then"), expects_answer=True, slots=NO_OFFER)
        return Answer(self._say("skills.conversation.never_mind"), slots=NO_OFFER)


class Stop:
    """停. Ends music and forgets open questions; the speaker ends its own speech before this is reached."""

    intents = ("stop",)

    def __init__(self, player: MusicPlayer, pending: PendingQuestions, phrases: Phrases) -> None:
        self._player, self._pending, self._say = player, pending, phrases

    async def answer(self, request: Request) -> Answer:
        self._pending.drop(request.resident)
        try:
            if self._player.playing is not None:
                self._player.stop()
        except PlayerError:
            return Answer(self._say("skills.opera.cannot_play"), slots=NO_OFFER)
        return Answer(self._say("skills.conversation.stopped"), slots=NO_OFFER)


class Repeat:
    """再说一遍."""

    intents = ("repeat",)

    def __init__(self, voice: VoiceControl, phrases: Phrases) -> None:
        self._voice, self._say = voice, phrases

    async def answer(self, request: Request) -> Answer:
        return Answer(self._voice.last_said.strip() or self._say("skills.conversation.nothing_said"))
