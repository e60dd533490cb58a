"""Calls for help that the dialogue engine understood, and taking them back."""

from __future__ import annotations

import re

from config.phrases import Phrases
from skills.pending import PendingQuestions
from skills.ports import Answer, HelpLine, Request
from skills.yes_no import yes_or_no

# The engine's own guess is wrong too often to raise an alert by itself (2-13 false ones in 201 sentences), so its
# call_for_help counts only with one of these; without, she is asked.
_NEEDS_HELP = re.compile(
    "救|来人|叫人|喊人|快来|帮帮|帮我|帮忙|摔|跌|起不来|动不了|站不|爬不|疼|痛|喘不|憋|晕|昏|难受|不行了|流血|出血|着火|煤气|中毒|报警|120|一二零|急"
    "|help|fell|fallen|emergency|ambulance|can'?t (?:breathe|get up|move)|hurt|pain|fire"
)
_NOT_NOW = re.compile("不用|不要|没事|别叫|不疼|不痛|不急|没摔|怎么用|how (?:do|to)")


def needs_help(text: str) -> bool:
    """True when the words themselves, not only the engine's guess, ask for help."""
    lowered = text.lower()
    return bool(_NEEDS_HELP.search(lowered)) and not _NOT_NOW.search(lowered)


class CallForHelp:
    """Raises the alert; the help line speaks its own fixed words, and this adds what to do meanwhile."""

    intents = ("call_for_help",)

    def __init__(self, help_line: HelpLine, pending: PendingQuestions, phrases: Phrases) -> None:
        self._help_line, self._pending, self._say = help_line, pending, phrases

    async def answer(self, request: Request) -> Answer:
        if needs_help(request.text):
            return self._call(request.text)
        self._pending.ask(request, self._decided)
        return Answer(self._say("skills.sos.ask"), expects_answer=True)

    async def _decided(self, request: Request) -> Answer | None:
        if needs_help(request.text) or yes_or_no(request):
            return self._call(request.text)
        return Answer(self._say("skills.sos.not_called")) if yes_or_no(request) is False else None

    def _call(self, said: str) -> Answer:
        self._help_line.call(said)
        return Answer(self._say("skills.sos.meanwhile"))


class CancelHelp:
    """我没事."""

    intents = ("cancel_help",)

    def __init__(self, help_line: HelpLine, phrases: Phrases) -> None:
        self._help_line, self._say = help_line, phrases

    async def answer(self, request: Request) -> Answer:
        cancelled = self._help_line.cancel()
        return Answer(self._say("skills.sos.cancelled" if cancelled else "skills.sos.nothing_to_cancel"))
