"""What she says while a check goes on. Pure.

Whole short utterances only: no wake word is needed for them, and nothing else said in the room must be taken for one.
"""

from __future__ import annotations

import re
from enum import StrEnum


class CheckWord(StrEnum):
    """What she wants of the check."""

    STOP = "stop"
    SKIP = "skip"
    WAIT = "wait"
    READY = "ready"
    YES = "yes"  # ready, where that was asked; else it may be said to anybody
    REPEAT = "repeat"


_NOISE = re.compile(r"[\s,.!?;:，。！？；：、~～…·'’\-]+")
_BEFORE = re.compile(r"^(?:小安|哎呀|哎|诶|喂|那个|呃|哦|我说|那就|那|行了?|好了?)+(?=..)")
_AFTER = re.compile(r"(?:小安|[啊呀吧呢啦哦嘛呗哈了])+$")
_DO = "(?:做|量|测|查|检查|弄)"
_NOT = "(?:不|别|甭|不想|不要|不用|不愿意|先不|先别|今天不|今儿不|今天不想)(?:再)?"
_THIS = "(?:这个|这项|这一项|这样|这一样|那个|它)"
_PUT_ON = "(?:夹|戴|绑|套|坐|弄|准备|放|含)"

_WORDS: tuple[tuple[CheckWord, tuple[str, ...]], ...] = (
    (
        CheckWord.WAIT,
        (
            "(?:先|稍|稍微)?等(?:我)?(?:一等|一下|一会儿?|会儿?|等|下)(?:我)?(?:再说|再量|再测)?",
            "等等我?|稍等|别急|别着急|先别急",
            f"我?还?没(?:有)?(?:{_PUT_ON}好|好|{_PUT_ON}上)",
            "我?(?:先)?(?:去)?(?:喝口水|上个?厕所|接个?电话)",
            "wait|wait a (?:minute|moment|second)|hold on|(?:just )?a (?:minute|moment|second)|not (?:yet|ready)",
        ),
    ),
    (
        CheckWord.SKIP,
        (
            f"跳过(?:去|{_THIS})?|略过|{_THIS}(?:就)?(?:先)?(?:跳过|{_NOT}{_DO})",
            f"(?:换|{_DO})?下(?:一)?(?:个|项|样)",
            f"我?没有?(?:{_THIS}|血压计|体温计|温度计|夹子|手环)",
            f"{_THIS}?我(?:不会|弄不来|弄不好|不会弄|戴不上|夹不上)",
            "skip(?: it| this| this one)?|next(?: one)?|leave (?:it|this) out",
        ),
    ),
    (
        CheckWord.STOP,
        (
            f"我?{_NOT}{_DO}(?:检查|体检)?|不用|不要|(?:算了?)+|拉倒",
            "停+(?:下|下来|一下|止)?|打住|取消|结束|到此为止|(?:就)?(?:先)?(?:做)?到这(?:儿|里)?",
            f"(?:下次|改天|明天|回头|以后)(?:再)?(?:说|{_DO})",
            "stop(?: it| the check)?|(?:thats )?enough|cancel|i(?:m| am) done|i dont want (?:any more|to go on)",
        ),
    ),
    (
        CheckWord.REPEAT,
        (
            "(?:你|请)?(?:再|重新)(?:说|讲)(?:一)?(?:遍|次|回|下)|我?没听(?:清|见|清楚|明白)",
            f"(?:这个)?怎么{_PUT_ON}|怎么量",
            "(?:say (?:it|that) )?again|repeat(?: that)?|pardon|what did you say",
        ),
    ),
    (
        CheckWord.READY,
        (
            f"我?(?:都|已经|这就|这回)?(?:{_PUT_ON}好|{_PUT_ON}上|夹住|坐下)|我?(?:都|已经)?好了",
            f"可以(?:开始)?|开始|继续|接着{_DO}?",
            f"我?(?:正)?在{_PUT_ON}着?",
            "(?:i(?:m| am) )?ready|(?:its )?on|go on|done",
        ),
    ),
    (CheckWord.YES, ("嗯+|对|是|是的|好的|好好+|行|我在|在|知道|明白|yes|ok|okay|here i am",)),
)
_PATTERNS = tuple((word, re.compile("|".join(forms))) for word, forms in _WORDS)
_LONGEST = 24  # characters; whatever is longer says more than these


def check_word(text: str) -> CheckWord | None:
    """The word of the check that an utterance is, or None. Fillers and the speaker's name do not count."""
    if len(text) > _LONGEST:
        return None
    words = " ".join(_NOISE.sub(" ", text.lower().replace("'", "").replace("’", "")).split())
    bare = words if words.isascii() else words.replace(" ", "")
    inner = _BEFORE.sub("", bare)
    forms = [form for form in dict.fromkeys((bare, inner, _AFTER.sub("", inner))) if form]
    return next((word for word, pattern in _PATTERNS if any(map(pattern.fullmatch, forms))), None)
