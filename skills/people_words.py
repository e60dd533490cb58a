"""Whom an utterance names and what should be passed on. Pure."""

from __future__ import annotations

import re

_PERSON = "(?P<person>[^，,。！？!?\\s]{1,6}?)"
_CALL = (
    re.compile(f"(?:给|跟|和|帮我给){_PERSON}(?:打个?|拨个?|通个?|来个?)(?:电话|视频|号码)"),
    re.compile(f"(?:打电话|打个电话|视频|拨号|通话)(?:给|到){_PERSON}(?:吧|吗|呀|啊|$)"),
    re.compile(f"(?:联系一?下?|呼叫|打给|拨打|找一?下?|叫|让|喊){_PERSON}(?:的?电话|来|过来|接|吧|一下|一声|$)"),
    re.compile("(?:call|phone|ring)\\s+(?:my\\s+)?(?P<person>[a-z]+)"),
)
_MESSAGE = (
    re.compile(
        f"(?:跟|给|和|对|向|告诉|通知|转告){_PERSON}"
        "(?:说一?声|说一?下|讲一?声|说|讲|(?:发|带|捎|留|传)(?:一?[个条句段])?(?:消息|信息|短信|微信|话|口信|语音)(?:说|告诉(?:他|她))?)"
        "[，,:：]?(?P<message>.*)$"
    ),
    re.compile(f"(?:告诉|通知|转告){_PERSON}[，,:：]?(?P<message>[我让叫晚早今明后].+)$"),
    re.compile("tell\\s+(?:my\\s+)?(?P<person>[a-z]+)\\s+(?:that\\s+)?(?P<message>.+)$"),
)

_SEND = re.compile(
    "^(?:对|嗯|好|行)?[，,]?就?(?:这么|这样|照这个|照这样)?(?:说|发|告诉)(?:给?她|给?他|过去|出去)?(?:吧|就行|好了)$"
    "|^send(?: it)?$"
)
_GIVE_UP = re.compile(
    "^(?:算了|不(?:用|要)?(?:说|发|告诉|带)了|别(?:说|发|告诉)了?|不用了|不要了|取消|never mind|don't send).{0,4}$"
)


def agrees_to_send(text: str) -> bool:
    """就这么说吧, 发吧."""
    return bool(_SEND.match(text.strip(" ，。！").lower()))


def gives_up(text: str) -> bool:
    """算了, 不发了."""
    return bool(_GIVE_UP.match(text.strip(" ，。！").lower()))


def person_to_call(text: str) -> str | None:
    """The words that name a person in a wish for a call; None when there are none."""
    for pattern in _CALL:
        match = pattern.search(text.lower())
        if match:
            return match["person"].removeprefix("我的").removeprefix("我") or None
    return None


def person_and_message(text: str) -> tuple[str | None, str | None]:
    """The person and the message of 跟女儿说我晚上不回来; either may be None."""
    for pattern in _MESSAGE:
        match = pattern.search(text if "tell" not in text.lower() else text.lower())
        if match:
            person = match["person"].removeprefix("我的").removeprefix("我")
            return person or None, match["message"].strip(" ，,。") or None
    return None, None
