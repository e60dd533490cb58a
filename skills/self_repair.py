"""What a person takes back in the same breath: 八点，不对，九点; 算了，放段戏吧. Pure."""

from __future__ import annotations

import re

# What may be put right in the next breath, without being called.
PUT_RIGHT = ("set_reminder", "change_reminder", "call_person", "send_message")

_NUMBER = "[零〇一二两三四五六七八九十\\d]+"
_PART = "(?:凌晨|清早|早晨|早上|一早|上午|晌午|中午|下午|后半晌|傍晚|晚上|夜里|半夜)"
_DAYS = "(?:(?:每天|天天|今天|今儿|明天|明儿|后天|今晚|明晚|每?[周星期礼拜]+[一二三四五六日天]+)的?)"
_CLOCK = f"{_NUMBER}(?:点|:)(?:半|整|钟|[一二三]刻|{_NUMBER}分?)?"
_TIME = re.compile(f"(?P<days>{_DAYS})?(?P<part>{_PART})?(?P<clock>{_CLOCK})")
_SEPARATOR = "[，,、。 …]*"
_WRONG = (
    f"{_SEPARATOR}(?:(?:哦|噢|啊|哎|哎呀|嗯|呃)?{_SEPARATOR}"
    "(?:不对|不是|错了|说错了|我说错了|记错了|弄错了|搞错了|不不|no|sorry|i mean)(?:了|啊|呀|呢)?)"
    f"{_SEPARATOR}(?:应该)?(?:是|改成|改到)?"
)
_INSIDE = re.compile(f"({_TIME.pattern}){_WRONG}(?P<right>{_TIME.pattern.replace('?P<', '?P<r_')})", re.IGNORECASE)
_NOT_BUT = re.compile(
    f"^{_SEPARATOR}(?:我说的|我要的|应该)?(?:不是|不要|别)(?P<wrong>.{{1,12}}?){_SEPARATOR}(?:而|我说的|应该|我要)?(?:是|要)(?P<right>.{{1,12}}?)(?:吧|啊|呀|呢|了|。)*$"
)
_NO_BUT = re.compile(
    f"^{_SEPARATOR}(?:不对不对|不对|错了|说错了|我说错了|不是不是|记错了|弄错了|听错了|你听错了)(?:了|啊|呀)?{_SEPARATOR}"
    "(?:我说的|我要的|应该)?(?:是|要)?(?P<right>.{1,12}?)(?:吧|啊|呀|呢|。)*$"
)
_GIVEN_UP = re.compile(
    "^(?:哎呀?|唉|嗯)?[，,]?(?:算了算了|算了吧?|不用了|不要了|拉倒吧?|先不(?:说|弄|管)(?:这个|它)?了|never mind)"
    "[，,。 ]*(?:你|还是|那就?|就|给我)*[，,。 ]*(?P<instead>.{3,})$",
    re.IGNORECASE,
)
_ABOUT_THAT = re.compile("^(?:不|没|别|甭|改天|以后|下次|明天再|回头|等|再说|让|叫|我自己|我不)")


def put_right(text: str) -> str:
    """The text as it was meant: a time that was taken back is gone (早上八点不对九点 -> 早上九点), and what corrects
    something said before says what it is (不是八点，是九点 -> 改成九点)."""
    meant = _INSIDE.sub(_merged, text, count=1)
    if meant != text:
        return meant
    for pattern in (_NOT_BUT, _NO_BUT):
        match = pattern.match(text)
        if match and _TIME.fullmatch(match["right"]):
            return f"改成{match['right']}"
    return text


def corrected_time(before: str, now: str) -> str:
    """A time phrase as it holds after 改成九点: with the days and the part of the day said before, where it names none.

    Anything else stays as it is.
    """
    right = re.fullmatch(f"改成({_TIME.pattern})", now)
    wrong = _TIME.search(before)
    if right is None or wrong is None:
        return now
    days = right["days"] or wrong["days"] or ""
    return f"{days}{right['part'] or wrong['part'] or ''}{right['clock']}"


def correction(text: str) -> str | None:
    """What is right, of 不是儿子，是女儿 or 不对，是女儿; None when a text corrects nothing."""
    match = _NOT_BUT.match(text) or _NO_BUT.match(text)
    return match["right"].strip() if match else None


def change_of_mind(text: str) -> str | None:
    """What is wanted instead, of 算了，放段戏吧; None for 算了 alone and for what only explains it."""
    match = _GIVEN_UP.match(text.strip())
    if match is None or _ABOUT_THAT.match(match["instead"]):
        return None
    return match["instead"]


def _merged(match: re.Match[str]) -> str:
    """The right time, with the days and the part of the day of the wrong one where it names none."""
    days = match["r_days"] or match["days"] or ""
    part = match["r_part"] or match["part"] or ""
    return f"{days}{part}{match['r_clock']}"
