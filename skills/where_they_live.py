"""Where the people live whose weather she asks about: 闺女那边冷不冷."""

from __future__ import annotations

import re

from skills.ports import Contacts, Request

_THERE = re.compile("(?:^|那么|那|还有|我|俺|咱|，)(?P<who>[^，。？那我俺咱]{1,6}?)(?:家)?(?:那边|那儿|那里|那头)")
_ANSWER = re.compile(
    "^(?:她|他|闺女|儿子|孩子)?(?:们|家)?(?:现在)?(?:就)?(?:住在|住|在|是)?(?P<place>[^，。！？ ]{2,8}?)"
    "(?:市|那边|那儿)?[呢啊吧呀的了]*[。！]*$"
)
_NO_PLACE = re.compile("知道|忘|记|说|什么|哪|谁|不|没|算了")


class WhereTheyLive:
    """As the settings say, else as she said when she was asked, until the speaker starts anew."""

    def __init__(self, contacts: Contacts) -> None:
        self._contacts = contacts
        self._told: dict[tuple[str, str], str] = {}

    def person(self, request: Request) -> str | None:
        """The person of 闺女那边, in her own word; None when it names no person."""
        match = _THERE.search(request.text)
        if match is None:
            return None
        who = match["who"]
        known = self._contacts.called(request.resident, who) or request.entity("person") == who
        return who if known else None

    def city(self, resident: str, person: str) -> str | None:
        return self._contacts.city(resident, person) or self._told.get((resident, person))

    def remember(self, resident: str, person: str, city: str) -> None:
        self._told[(resident, person)] = city


def city_in_answer(reply: Request) -> str | None:
    """The place of 在北京, 她住临清; None when the answer names none."""
    match = _ANSWER.match(reply.text)
    if match is None or _NO_PLACE.search(reply.text):
        return None
    return reply.entity("place") or match["place"]
