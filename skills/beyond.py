"""What she may fairly ask and nothing here knows: 它多少钱一盒. It is declined with the name of what is meant."""

from __future__ import annotations

import re
from dataclasses import replace

from config.phrases import Phrases
from skills.directory import SkillDirectory
from skills.medicine_names import medicine_in
from skills.pending import PendingQuestions
from skills.ports import Answer, BookError, ReminderBook, Request
from skills.recent_talk import RecentTalk
from skills.yes_no import yes_or_no

_PRICE = re.compile(
    "多少钱|什么价|啥价|几块钱|几毛钱|贵不贵|贵吗|便宜吗|怎么卖|how much (?:is|does|are|do)|what does it cost"
)
_WHERE = re.compile("(?:哪儿|哪里|哪|啥地方|什么地方)(?:能|可以|有)?(?:买|卖)|上哪儿?买|where (?:can|do) i (?:buy|get)")


def asks_beyond(text: str) -> str | None:
    """price or where; None for anything else."""
    lowered = text.lower()
    if _PRICE.search(lowered):
        return "price"
    return "where" if _WHERE.search(lowered) else None


class Beyond:
    """Says so, and offers to let the community find out."""

    def __init__(
        self,
        recent: RecentTalk,
        book: ReminderBook,
        directory: SkillDirectory,
        pending: PendingQuestions,
        phrases: Phrases,
    ) -> None:
        self._recent, self._book, self._directory, self._pending, self._say = recent, book, directory, pending, phrases

    def answer(self, request: Request) -> Answer | None:
        """None when the utterance is about something else."""
        kind = asks_beyond(request.text)
        if kind is None:
            return None
        thing = self._meant(request)
        self._pending.ask(request, lambda reply: self._decided(reply, f"{thing}：{request.text}"))
        return Answer(self._say(f"skills.beyond.{kind}", thing=thing), expects_answer=True)

    async def _decided(self, reply: Request, question: str) -> Answer | None:
        decided = yes_or_no(reply)
        if decided is None:
            return None
        if not decided:
            return Answer(self._say("skills.conversation.never_mind"))
        return await self._directory.run("ask_community", replace(reply, text=question))

    def _meant(self, request: Request) -> str:
        """What she names, else the medicine spoken of last, or being reminded of, or the only one there is."""
        try:
            entries = self._book.entries(request.resident)
            names = tuple(dict.fromkeys(entry.medicine for entry in entries if entry.medicine))
            doses = [dose for dose in self._book.today(request.resident) if dose.medicine]
            now = [dose.medicine for dose in doses if dose.state == "reminding"]
        except BookError:
            names, now = (), []
        found = medicine_in(request.text, request.entity("medicine"), names) or self._recent.of(request).medicine
        only = names[0] if len(names) == 1 else ""
        return found or next(iter(now), only) or self._say("skills.beyond.this")
