"""What is understood without the dialogue engine: stop, say it again, louder, slower, the time, yes and no. Pure.

Whole short utterances only. A sentence with anything else in it is something else, so that 不是很疼 is no "no".
"""

from __future__ import annotations

import re
from typing import Literal

from skills.patience import wanted_patience

BasicIntent = Literal["stop", "ask_time", "affirm", "deny", "repeat", "change_volume", "change_speech"]

_NOISE = re.compile(r"[\s,.!?;:，。！？；：、~～…·'\"“”‘’\-]+")
_CALLED = re.compile(r"^(?:(?:小安)+|哎+|诶+|喂+|嗨|那个|那什么|呃+|额+|唉+|哦+|噢+|啊+|我说|请|麻烦)+")
_ENDINGS = re.compile(r"(?:小安|[啊呀吧呢啦哦噢嘛呗哈嘞喽]|了吧|一下吧)+$")

_STOP = re.compile(
    r"(?:快|先|赶紧)?停+(?:下|下来|一下|一停|住|止|了|播放)*|停停+|打住|住口|住嘴|闭嘴|安静(?:点|一点|一会儿|会儿)?|"
    r"(?:行了|好了|够了)?(?:别|甭|不要|不用|不许)(?:再)?(?:说|讲|念|放|唱|播|吵|出声|吱声)了?(?:话了?)?|"
    r"(?:行了|好了|够了)?不听了|我?不想听了|等一下|等等|等一等|关(?:了|掉|上)?吧?|先别说(?:话)?|"
    r"stop|be quiet|shut up|quiet|enough|wait"
)
_TIME = re.compile(
    r"(?:现在|这会儿|这会|如今|眼下|今天|今儿|今日|今个)?(?:是|到|都)?(?:"
    r"几点(?:钟|几分)?|什么时间|啥时间|什么时候|啥时候|啥时辰|几时|几月几[号日]|几[号日]|多少号|(?:星期|礼拜|周)几|什么日子|啥日子)了?"
    r"|(?:告诉我|问一下|看看|报一下|报个)(?:现在)?(?:是)?(?:几点(?:钟)?|时间|时)了?|时间|"
    r"what(?:s| is) (?:the )?(?:time|date)(?: is it)?(?: now)?|what (?:time|day) is it(?: now| today)?"
)
_REPEAT = re.compile(
    r"(?:我?(?:没|没有)听(?:清|见|清楚|明白|懂)(?:楚)?)?(?:你|请|您)?(?:再|重新|重)(?:说|讲|念|来)(?:一)?(?:遍|次|回|下)|重复(?:一遍|一下)?|"
    r"(?:我)?(?:没|没有)听(?:清|见|清楚|明白|真|着)(?:楚)?|(?:你)?(?:刚才|刚刚)?说(?:的)?(?:什么|啥)|什么|啥|"
    r"(?:say (?:it|that) )?again|repeat(?: that| it)?|pardon|what did you say"
)
_BIT = r"(?:一?点儿?|一?些|一?下)"
_VOLUME = re.compile(
    rf"(?:你|请|把|再|能不能|可以|稍微)*(?:说话|说|讲|放|调)?(?:得|的)?(?:再)?(?:[大小轻响]{_BIT}声音?|[大小轻]声{_BIT}?(?:说|讲)?|[轻响]{_BIT})"
    rf"|(?:你|把|再|能不能|可以)*(?:说话)?(?:声音?|音量|喇叭)(?:再)?(?:开|调|放|弄)?(?:再)?(?:[大小高低轻响]{_BIT}?|太[大小高低轻响吵])(?:了)?"
    r"|(?:你|声音)?(?:说得|说的|放得|放的)?太(?:吵|响|轻|大声|小声)了?|(?:我)?听不见|吵死了?"
    r"|(?:a (?:bit|little) )?(?:louder|quieter|softer)(?: please)?|turn it (?:up|down)|too loud|speak up"
)
_SPEED = re.compile(
    rf"(?:你|请|再|能不能|可以|稍微)*(?:说话|说|讲|念)?(?:得|的)?(?:再)?[慢快]{_BIT}(?:说|讲|念)?(?:话)?"
    r"|(?:你)?(?:说话|说|讲|念)?(?:得|的)?太[快慢]了?|慢慢(?:说|讲|念)|(?:我)?跟不上"
    r"|(?:a (?:bit|little) )?(?:slower|faster)(?: please)?|too (?:fast|slow)|slow down"
)
_YES_WORD = (
    r"(?:是|对|好|行|中|成|要|可以|能|没错|没问题|嗯|恩|唔|得|当然|确定|确认|同意|愿意|有|需要|必须|就是|就这样|就这么办|"
    r"听你的|那行|那好|那就)"
)
_YES = re.compile(
    rf"(?:我)?(?:{_YES_WORD}(?:的|了|呀|啊|吧)?)+(?:叫|来|去|帮我)?(?:一下|点|人)?|快叫(?:人)?|叫吧?|"
    r"yes|yeah|yep|yup|ok|okay|sure|please|yes please|right|correct"
)
_NO_WORD = (
    r"(?:不(?:是|要|用|对|行|好|需要|想|必|可以|能|愿意|同意|确定|了)?|没(?:有|事|什么|啥|关系)?|别|甭|免|算|拉倒|错)"
)
_NO = re.compile(
    rf"(?!没错|不错)(?:我)?(?:{_NO_WORD}(?:了|的|呀|啊|吧)?)+(?:叫|麻烦|弄|设|说)?(?:人|儿)?了?|"
    r"我?(?:挺好|好好|很好|好着)(?:的|呢)?|"
    r"no|nope|nah|no thanks|no thank you|not now|im fine|i am fine|never mind"
)
_LONGEST = 30  # characters; whatever is longer says more than these
_ORDER: tuple[tuple[BasicIntent, re.Pattern[str]], ...] = (
    ("stop", _STOP),
    ("ask_time", _TIME),
    ("repeat", _REPEAT),
    ("change_volume", _VOLUME),
    ("change_speech", _SPEED),
    ("deny", _NO),
    ("affirm", _YES),
)


def basic_intent(text: str) -> BasicIntent | None:
    """What a short utterance says, or None when it is something else. Fillers and the speaker's name do not count."""
    if len(text) > _LONGEST:
        return None
    forms = _forms(text.lower())
    known = next((intent for intent, pattern in _ORDER if any(pattern.fullmatch(form) for form in forms)), None)
    return known or ("change_speech" if wanted_patience(text, 0.0) is not None else None)


def _forms(text: str) -> tuple[str, ...]:
    """The text without punctuation, and the same without what surrounds it; a filler alone stays (嗯, 啊)."""
    words = " ".join(part for part in _NOISE.sub(" ", text.replace("'", "").replace("’", "")).split())
    bare = words if words.isascii() else words.replace(" ", "")
    inner = _CALLED.sub("", bare)
    return tuple(dict.fromkeys(form for form in (bare, inner, _ENDINGS.sub("", inner)) if form))
