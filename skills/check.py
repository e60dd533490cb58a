"""给我做个检查. It leads her through a check with the devices that are there; without any a person is offered."""

from __future__ import annotations

from config.phrases import Phrases
from messages.payloads import Metric
from skills.check_course import MEASURES, Step
from skills.check_words import names_of
from skills.health import named_metrics
from skills.pending import PendingQuestions
from skills.people import send_request
from skills.ports import Answer, CheckGuide, CheckStart, Request, Requests
from skills.yes_no import yes_or_no

ALL = tuple(metric for metrics in MEASURES.values() for metric in metrics)


class StartCheck:
    """做个检查, 给我量个血压."""

    intents = ("start_check",)

    def __init__(self, guide: CheckGuide, requests: Requests, pending: PendingQuestions, phrases: Phrases) -> None:
        self._guide, self._requests, self._pending, self._say = guide, requests, pending, phrases

    async def answer(self, request: Request) -> Answer:
        named = tuple(metric for metric in named_metrics(request.text, request.entity("metric")) if metric in ALL)
        begun = await self._guide.begin(request.resident, named or ALL)
        match begun.start:
            case CheckStart.BEGUN:
                things = names_of((step for step in Step if set(MEASURES[step]) & begun.metrics), self._say)
                return Answer(self._say("skills.check.begin", names=things) + self._say("skills.check.prompt.rest"))
            case CheckStart.ALREADY:
                return Answer(self._say("skills.check.already"))
            case CheckStart.NO_DEVICE if named:
                names = names_of((step for step in Step if set(MEASURES[step]) & set(named)), self._say)
                said = self._say("skills.check.not_that", name=names)
            case CheckStart.NO_DEVICE:
                said = self._say("skills.check.no_device")
            case CheckStart.AWAY:
                said = self._say("skills.check.unreachable")
        self._pending.ask(request, lambda reply: self._person(reply, request.text, named))
        return Answer(said + self._say("skills.check.offer_person"), expects_answer=True)

    async def _person(self, reply: Request, said: str, named: tuple[Metric, ...]) -> Answer | None:
        """The reply to "shall somebody come to measure?"."""
        decided = yes_or_no(reply)
        if decided is None:
            return None
        if not decided:
            return Answer(self._say("skills.check.no_person"))
        detail = {"said": said[:400]}
        if len(named) == 1:
            detail["metric"] = named[0].value
        return send_request(self._requests, self._say, "check", detail, self._say("skills.check.person_asked"))
