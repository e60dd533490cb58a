"""Times that were named too loosely to set anything by. Pure; Mandarin."""

from __future__ import annotations

import re

# 七八点, 两三个小时: two neighbouring numbers are the speaker's own guess, never 78 or 23.
_GUESS = "(?:十一二|十二三|[二三四五]?十[几多]|一二|一两|[两二]三|三[四五]|四五|五六|六七|七八|八九|好?几)"
_LOOSE_HOUR = re.compile(
    f"(?<!第){_GUESS}点(?<!(?<!十)几点)钟?|[零一二两三四五六七八九十\\d]+点(?:多|过些|出头|[以之往][前后])钟?"
)
_SUN = "天(?:一|刚|快|蒙蒙|麻麻)?[亮黑](?![天家夜])(?:了|的?时候|[以之]?前|[以之]?后)?|[蒙麻]{1,2}亮"
_NAP = "(?:睡|歇)?(?:午觉|午睡|晌觉)(?:[以之]?[前后]|起来|醒了?|的?时候)?|歇晌"
_MOMENT = re.compile(
    f"鸡叫(?:头遍|[二三]遍)?(?:的?时候)?|{_SUN}|{_NAP}|起夜(?:的?时候)?|半夜(?:起来|醒)了?|有空(?:的?时候)?|得空|方便的?时候"
)
_HOURS = "个?半?(?:小时|钟头|分钟|刻钟)(?:[以之过]?后)?"
_WHILE = re.compile(
    f"(?:再?[过等待]|呆)?(?:一?小?会儿?(?!见)|一阵子?|一段时间|片刻)|回头|(?:再?过|等)?{_GUESS}{_HOURS}"
    f"|(?:再?过|等)?(?:半个?|一个|[两二三四五]个)多(?:小时|钟头)(?:[以之]?后)?|(?:再?过|等)?[二三四五]?十多分钟?(?:[以之]?后)?"
)
_DAY = re.compile(
    f"(?:再?过)?{_GUESS}天(?:[以之]?后)?|改天|这两天|过阵子|过些[天日]子?|月初(?![一二三四五六七八九十])|月中|[上中下]旬|[外老]后[天儿]"
    "|明后[天儿两]天?|今明[天两]天?|开春|入[冬秋伏]|秋后"
)
_SOME_WEEKDAYS = re.compile("(?:每|一)个?(?:周|星期|礼拜)(?:吃|服|用|打)?[一两二三四五][次回]")


def loose_hour(text: str) -> re.Match[str] | None:
    """七八点, 八点多, 八点以后: an hour that is a guess. Look for it behind the days (周三五点 is no guess)."""
    return _LOOSE_HOUR.search(text)


def loose_moment(text: str) -> re.Match[str] | None:
    """鸡叫的时候, 天黑了, 午睡起来: a moment of the day that has no time in the settings."""
    return _MOMENT.search(text)


def loose_while(text: str) -> re.Match[str] | None:
    """过一会儿, 两三个小时以后."""
    return _WHILE.search(text)


def loose_day(text: str) -> re.Match[str] | None:
    """过几天, 月初, 外后天 (the third or the fourth day, by the village)."""
    return _DAY.search(text)


def some_weekdays(text: str) -> re.Match[str] | None:
    """一周三次: so often a week, on which days?"""
    return _SOME_WEEKDAYS.search(text)


def without(text: str, part: re.Match[str] | None) -> str:
    """The text with a space in the place of a part."""
    return text if part is None else f"{text[: part.start()]} {text[part.end() :]}"
