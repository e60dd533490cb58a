"""Messages that were read back and neither agreed to nor given up: they are asked about at the next conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.phrases import Phrases
from skills.pending import OnAnswer, PendingQuestions
from skills.ports import Answer, Request
from skills.self_repair import correction
from skills.yes_no import yes_or_no

MOST_ASKED = 2  # besides the reading back; whoever does not answer that either does not want it sent
_STANDS_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Unsent:
    """A message that waits for her word. `on_answer` takes it as it took the answer to the reading back."""

    at: datetime
    person: str
    message: str
    on_answer: OnAnswer
    asked: int = 0


class UnsentMessages:
    """The last one of each resident, in memory only: her words are written nowhere before she agrees."""

    def __init__(self, pending: PendingQuestions, phrases: Phrases) -> None:
        self._pending, self._say = pending, phrases
        self._unsent: dict[str, Unsent] = {}

    def keep(self, request: Request, person: str, message: str, on_answer: OnAnswer) -> None:
        self._unsent[request.resident] = Unsent(request.now, person, message, on_answer)

    def settle(self, resident: str) -> None:
        """It was sent, put differently or given up."""
        self._unsent.pop(resident, None)

    def after(self, request: Request, answer: Answer) -> Answer:
        """The answer to something else, and the question whether to send what waits, where nothing else is asked."""
        unsent = self._unsent.get(request.resident)
        if unsent is None or answer.expects_answer:
            return answer
        if unsent.asked >= MOST_ASKED or not timedelta(0) <= request.now - unsent.at <= _STANDS_FOR:
            self.settle(request.resident)
            return answer
        self._unsent[request.resident] = replace(unsent, asked=unsent.asked + 1)
        self._pending.ask(request, lambda reply: self._decided(reply, unsent.on_answer))
        question = self._say("skills.people.not_yet_sent", person=unsent.person, message=unsent.message[:60])
        return replace(answer, text=f"{answer.text}{question}", expects_answer=True)

    async def _decided(self, reply: Request, on_answer: OnAnswer) -> Answer | None:
        if yes_or_no(reply) is False and correction(reply.text) is None:
            self.settle(reply.resident)
            return Answer(self._say("skills.people.not_told"))
        return await on_answer(reply)
