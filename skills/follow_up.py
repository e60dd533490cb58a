"""What goes on with the last question: 那明天呢, 那北京呢, 再来一个. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from skills.recent_talk import Topic
from skills.self_repair import correction
from skills.spoken_days import read_date
from skills.weather_question import weather_question

FOLLOWED = ("ask_weather", "ask_reminders", "ask_time", "play_opera", "control_playback")

_ELLIPTIC = re.compile(
    "^(?:那|那么|还有|要是|嗯|哦)*[，,]?(?P<about>.{1,8}?)(?:呢|怎么样|咋样|又怎么样|如何)[啊呀吧？?。]*$"
    "|^(?:and|what about|how about) (?P<about_en>.{2,20}?)\\??$",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    "^(?:好|嗯|不错|好听)?[，,]?(?:你|给我|请)*(?:再|还|接着|继续)(?:给我)?(?:来|放|听|唱|要|点|播)(?:上|它)?"
    "(?:一|1|两)?(?:个|段|首|出|折|曲|点儿?|支|场)(?:别的|其他的?)?[吧啊呀呗。]*$"
    "|^还有(?:没有)?(?:别的|其他的)?(?:吗|么)?[啊呀？?。]*$"
    "|^(?:another|one more|play another)(?: one)?(?: please)?$",
    re.IGNORECASE,
)
_THERE = re.compile("(?:那边|那儿|那里|那头)$")
_OWN_DAY = re.compile("今天|今儿个?|今日|现在|这会儿")


@dataclass(frozen=True)
class FollowUp:
    """The intent that a text goes on with, and the text as that skill understands it."""

    intent: str
    text: str


def follow_up(text: str, topic: Topic, today: date) -> FollowUp | None:
    """None when a text stands for itself."""
    if topic.intent in ("play_opera", "control_playback"):
        return FollowUp("play_opera", text) if _ANOTHER.match(text) else None
    about = _about(text)
    if about is None:
        return None
    day = read_date(about, today)
    about_a_place = weather_question(about, today).place is not None or _THERE.search(about) is not None
    if topic.intent == "ask_weather" and (day is not None or about_a_place):
        return FollowUp("ask_weather", about if correction(text) else text)
    if day is None:
        return None
    if topic.intent == "ask_reminders":
        return FollowUp("ask_reminders", f"{about}有什么药")
    if topic.intent == "ask_time":
        asked = _OWN_DAY.sub(about, topic.text, count=1)
        return FollowUp("ask_time", asked if asked != topic.text else f"{about}{topic.text}")
    return None


def _about(text: str) -> str | None:
    """明天 of 那明天呢 and of 不是今天，是明天."""
    match = _ELLIPTIC.match(text.strip())
    return (match["about"] or match["about_en"]) if match else correction(text)


def is_whole_follow_up(text: str) -> bool:
    """True for 那北京呢 and 再来一个: as short as they are, nothing more is coming."""
    spoken = text.strip()
    return bool(_ANOTHER.match(spoken) or (spoken[:1] == "那" and _ELLIPTIC.match(spoken)))
