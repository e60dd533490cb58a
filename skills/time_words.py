"""The words of a time at either end of what was said, taken away: what is left is what it is about. Pure."""

from __future__ import annotations

import re

from skills.numerals import NUMERAL

_N = NUMERAL
_WEEK = "(?:周|星期|礼拜)"
_LENGTH = f"(?:{_N}个?半?(?:小时|钟头)(?:{_N}分钟?)?|半个?(?:小时|钟头)|{_N}分(?:钟)?半?|{_N}秒钟?|[一三]刻钟)"
_WORDS = (
    f"(?:从)?(?:每隔|每|间隔|隔){_LENGTH}(?:一次)?",
    f"(?:再?过|再?等|再)?{_LENGTH}(?:以后|之后|过后|后)?",
    f"每个?{_WEEK}[一二三四五六日天末](?:[、和到至跟]?{_WEEK}?[一二三四五六日天](?![点时个]))*|{_WEEK}[一二三四五六日天]到{_WEEK}?[一二三四五六日天]",
    f"(?:下下个?|下个?|这个?|本)?{_WEEK}[一二三四五六日天末]|周末|工作日|一三五|二四六",
    "每天|天天|每日|日日|每晚|每早|每隔?[一两二三四五六七八九十]?[天日]|隔[一两二三四]?[天日]|(?:每|逢|每逢)初?[一二三四五六七八九十]+(?:[、和]?初?[一二三四五六七八九十]+)*(?:号)?",
    f"(?:每个?月|下个?月|这个?月|本月|月)(?:的)?(?:初?{_N}[号日]?|底|末)?|(?:农历|阴历|阳历|公历)?(?:{_N}月)?(?:初{_N}|{_N}[号日])|{_N}月{_N}|农历(?:{_N}月)?{_N}",
    "今天|今儿个?|今晚|今早|今夜|今黑家?|明天|明儿个?|明早|明晚|明黑家?|赶明儿个?|转天|大后[天儿]|后[天儿]|现在|(?:今|明)年|以后每天|以后",
    "凌晨|大清早|清早|一大早|一早|大早上?|早晨|早上|早起(?!来)|上午|头晌|前晌|晌午头?|正午|中午|下午|过晌|后半?晌|下半?晌|傍晚|傍黑|擦黑|天黑|黄昏|晚上|晚间|夜里|半夜|黑家|黑夜|早晚|早中晚",
    f"差(?:{_N}分钟?|[一三]刻钟?){_N}点|{_N}(?:点钟?|时)(?:整|半|[一三]刻钟?|过?{_N}分?)?(?:左右|多|来钟)?|\\d{{1,2}}:\\d{{2}}",
    "(?:早|中|午|晚|晌午|三顿)?[饭餐][以之]?[前后](?:半个?(?:小时|钟头))?|吃[完过](?:早|午|晚)?饭(?:[以之]?后)?|临?睡觉?[以之]?前|起床[以之]?后|午睡(?:[以之]?后|起来)",
    "一?小?会儿(?:以后|之后|再)?|过一?会儿?|等一?会儿?|待一?会儿?|回头|过几天|改天",
    r"\b(?:every|each|tomorrow|today|tonight|at|on|in|for|after|before|this|next)\b"
    r"(?: (?:every|at|on|in|day|morning|evening|afternoon|night|noon"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|half|past|an?|[\w:']*\d[\w:']*|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|fifteen|twenty|thirty|minutes?|hours?|o'?clock|[ap]\.?m\.?|the|week))*",
)
_TIME = "(?:" + "|".join(f"(?:{words})" for words in _WORDS) + ")"
_BEFORE = re.compile(f"^(?:{_TIME}(?:[的,，、 ]|和(?={_TIME}))*)+", re.IGNORECASE)
_BEHIND = re.compile(f"(?:[的,，、和在 ]*{_TIME})+$", re.IGNORECASE)


def without_time_around(text: str) -> str:
    """`text` without the words of a time at its beginning and its end."""
    return _BEHIND.sub("", _BEFORE.sub("", text))
