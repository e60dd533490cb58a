"""A skill that hears each utterance after whatever it may belong to: an open question, what was said before. A message
that still waits for her word is asked about afterwards."""

from __future__ import annotations

from dataclasses import replace

from skills.beyond import Beyond
from skills.conversation import NO_OFFER
from skills.directory import SkillDirectory
from skills.follow_up import FOLLOWED, follow_up
from skills.pending import PendingQuestions
from skills.ports import Answer, Request, Skill
from skills.recent_talk import RecentTalk
from skills.reminder_purpose import asks_plainly
from skills.unsent import UnsentMessages

# What somebody is reminded of may sound like a wish for it: 提醒我给闺女打电话.
_TAKEN_FOR_IT = ("call_person", "send_message", "play_opera", "start_check", "ask_health", "ask_community", "snooze")


class InConversation:
    """The skill of an intent, unless the utterance answers, goes on or lies beyond."""

    def __init__(
        self,
        skill: Skill,
        pending: PendingQuestions,
        recent: RecentTalk,
        beyond: Beyond,
        unsent: UnsentMessages,
        directory: SkillDirectory,
    ) -> None:
        self._skill, self._pending, self._recent = skill, pending, recent
        self._beyond, self._unsent, self._directory = beyond, unsent, directory

    @property
    def intents(self) -> tuple[str, ...]:
        return self._skill.intents

    async def answer(self, request: Request) -> Answer:
        return self._unsent.after(request, await self._answer(request))

    async def _answer(self, request: Request) -> Answer:
        answered = await self._pending.take(request) or self._beyond.answer(request)
        if answered is not None:
            return answered
        goes_on = follow_up(request.text, self._recent.of(request), request.now.date())
        if goes_on is not None:
            again = replace(request, text=goes_on.text)
            done = await self._directory.run(goes_on.intent, again)
            if done is not None:
                self._recent.asked(again, goes_on.intent)
                return replace(done, slots={**NO_OFFER, **done.slots})  # understood, whatever intent it was taken for
        if request.intent in _TAKEN_FOR_IT and asks_plainly(request.text):
            reminder = await self._directory.run("set_reminder", request)
            if reminder is not None:
                return reminder
        answer = await self._skill.answer(request)
        if request.intent in FOLLOWED:
            self._recent.asked(request, request.intent)
        return answer
