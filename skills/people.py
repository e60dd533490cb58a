"""Calls, messages and the community. The speaker has no telephone: a person at the station does it, and it says so.

A message is read back before it is sent, and so is a call to somebody whose name was only heard by its sound. Whom a
call is for can be put right afterwards (不对，是儿子).
"""

from __future__ import annotations

from config.phrases import Phrases
from messages.errors import OutboxError
from skills.pending import PendingQuestions
from skills.people_words import agrees_to_send, gives_up, person_and_message, person_to_call
from skills.ports import Answer, Contacts, Request, Requests
from skills.saying_time import joined
from skills.self_repair import correction
from skills.unsent import UnsentMessages
from skills.yes_no import yes_or_no

_LONGEST_NAME = 12
_LONGEST_DETAIL = 400  # messages.payloads.Event holds 500 characters a detail


class CallPerson:
    """给女儿打电话."""

    intents = ("call_person",)

    def __init__(self, contacts: Contacts, requests: Requests, pending: PendingQuestions, phrases: Phrases) -> None:
        self._contacts, self._requests, self._pending, self._say = contacts, requests, pending, phrases

    async def answer(self, request: Request) -> Answer:
        spoken = _short(request.entity("person")) or person_to_call(request.text)
        name = self._contacts.find(request.resident, spoken or request.text)
        if name is not None:
            return self._ask_for(name, spoken, request)
        known = self._contacts.names(request.resident)
        self._pending.ask(request, self._which)
        if spoken is None and known:
            return Answer(self._say("skills.people.whom", names=joined(known, self._say)), expects_answer=True)
        return Answer(
            self._say("skills.people.unknown", person=spoken or self._say("skills.people.them")), expects_answer=True
        )

    async def _which(self, request: Request) -> Answer | None:
        """The reply to "whom?" (a name), or to "shall the community look?" (yes or no)."""
        name = self._contacts.find(request.resident, request.text)
        if name is not None:
            return self._ask_for(name, None, request)
        decided = yes_or_no(request)
        if decided is None:
            return None
        if not decided:
            return Answer(self._say("skills.people.left"))
        return self._send("community", {"said": request.text[:_LONGEST_DETAIL]}, "skills.people.community_asked", "")

    def _ask_for(self, name: str, spoken: str | None, request: Request) -> Answer:
        person = spoken if spoken and len(spoken) <= 4 else name
        if self._contacts.called(request.resident, spoken or request.text):
            return self._call(name, person, request)
        self._pending.ask(request, lambda reply: self._checked(reply, name))
        return Answer(self._say("skills.people.call_check", person=name), expects_answer=True)

    def _call(self, name: str, person: str, request: Request) -> Answer:
        self._pending.listen(request, self._put_right)
        return self._send("call", {"person": name}, "skills.people.call_asked", person)

    async def _checked(self, reply: Request, name: str) -> Answer | None:
        """The answer to "do you mean …?"."""
        right = await self._put_right(reply)
        if right is not None:
            return right
        decided = yes_or_no(reply)
        if decided:
            return self._call(name, name, reply)
        return Answer(self._say("skills.people.left")) if decided is False else None

    async def _put_right(self, reply: Request) -> Answer | None:
        """不对，是儿子."""
        right = correction(reply.text)
        name = self._contacts.find(reply.resident, right) if right else None
        return self._call(name, right or name, reply) if name else None

    def _send(self, kind: str, detail: dict[str, str], key: str, person: str) -> Answer:
        return send_request(
            self._requests, self._say, kind, detail, self._say(key, person=person) if person else self._say(key)
        )


class SendMessage:
    """跟女儿说我晚上不回来吃饭."""

    intents = ("send_message",)

    def __init__(
        self,
        contacts: Contacts,
        requests: Requests,
        pending: PendingQuestions,
        unsent: UnsentMessages,
        phrases: Phrases,
    ) -> None:
        self._contacts, self._requests, self._pending, self._say = contacts, requests, pending, phrases
        self._unsent = unsent

    async def answer(self, request: Request) -> Answer:
        spoken, message = person_and_message(request.text)
        spoken, message = _short(request.entity("person")) or spoken, message or request.entity("message")
        name = self._contacts.find(request.resident, spoken) if spoken else None
        if name is None:
            known = self._contacts.names(request.resident)
            if not known:
                return Answer(self._say("skills.people.no_contacts"))
            self._pending.ask(request, lambda reply: self._whom(reply, message))
            return Answer(self._say("skills.people.whom_to_tell", names=joined(known, self._say)), expects_answer=True)
        return self._with_message(name, spoken or name, message, request)

    async def _whom(self, request: Request, message: str | None) -> Answer | None:
        name = self._contacts.find(request.resident, request.text)
        return None if name is None else self._with_message(name, name, message, request)

    def _with_message(self, name: str, spoken: str, message: str | None, request: Request) -> Answer:
        if message:
            return self._read_back(name, spoken, message, request)
        self._pending.ask(request, lambda reply: self._what(reply, name, spoken))
        return Answer(self._say("skills.people.what_to_say", person=spoken), expects_answer=True)

    async def _what(self, request: Request, name: str, spoken: str) -> Answer | None:
        if yes_or_no(request) is False:
            return Answer(self._say("skills.people.left"))
        return self._read_back(name, spoken, request.text, request)

    def _read_back(self, name: str, spoken: str, message: str, request: Request) -> Answer:
        async def checked(reply: Request) -> Answer | None:
            return await self._checked(reply, name, spoken, message)

        self._pending.ask(request, checked)
        self._unsent.keep(request, spoken, message, checked)
        said = self._say("skills.people.message_check", person=spoken, message=message[:60])
        return Answer(said, expects_answer=True)

    async def _checked(self, reply: Request, name: str, spoken: str, message: str) -> Answer | None:
        """The answer to "shall I say …?": yes, no, another person or other words."""
        right = correction(reply.text)
        if right:
            other = self._contacts.find(reply.resident, right) if len(right) <= _LONGEST_NAME else None
            if other is not None:
                return self._read_back(
                    other, right if self._contacts.called(reply.resident, right) else other, message, reply
                )
            return self._read_back(name, spoken, right, reply)
        decided = True if agrees_to_send(reply.text) else yes_or_no(reply)
        if not gives_up(reply.text) and decided is None:
            return None
        self._unsent.settle(reply.resident)
        if gives_up(reply.text):
            return Answer(self._say("skills.people.not_told"))
        if decided:
            return self._pass_on(name, spoken, message)
        self._pending.ask(request=reply, on_answer=lambda again: self._what(again, name, spoken))
        return Answer(self._say("skills.people.what_instead", person=spoken), expects_answer=True)

    def _pass_on(self, name: str, spoken: str, message: str) -> Answer:
        said = self._say("skills.people.message_asked", person=spoken, message=message[:60])
        detail = {"person": name, "message": message[:_LONGEST_DETAIL]}
        return send_request(self._requests, self._say, "message", detail, said)


class AskCommunity:
    """叫社区的人来一下."""

    intents = ("ask_community",)

    def __init__(self, requests: Requests, phrases: Phrases) -> None:
        self._requests, self._say = requests, phrases

    async def answer(self, request: Request) -> Answer:
        detail = {"said": request.text[:_LONGEST_DETAIL]}
        return send_request(self._requests, self._say, "community", detail, self._say("skills.people.community_asked"))


def _short(name: str | None) -> str | None:
    """A name as an entity gives it; a whole sentence is none."""
    return name.strip() or None if name and len(name) <= _LONGEST_NAME else None


def send_request(requests: Requests, phrases: Phrases, kind: str, detail: dict[str, str], said: str) -> Answer:
    """`said` when the request is on disk, else the truth that it is not."""
    try:
        requests.ask(kind, detail)
    except OutboxError:
        return Answer(phrases("skills.people.not_sent"))
    return Answer(said)
