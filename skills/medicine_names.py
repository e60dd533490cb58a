"""Which medicine an utterance names. Pure, but for the list that stands in data/medicines.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from importlib import resources

from skills.sound_alike import Syllable, sound, sound_similarity, syllables

ANY_MEDICINE = "药"
LONGEST_NAME, LONGEST_NAME_LATIN = 12, 30
_ALIKE_FROM = 0.87  # of four syllables one initial or final may be another
_SHORT_ALIKE_FROM = 0.99  # two syllables must be heard exactly
_TAKEN = "(?:吃|服用|服|用|喝|打|滴|抹|贴|含|点|注射)"
_NAMED = re.compile(
    f"{_TAKEN}(?:[一两半]?[片粒颗次]|点儿?|一下|我的|那个|那种)?"
    "(?P<name>[\u4e00-\u9fff]{1,7}?(?:药水|药膏|药|片|胶囊|丸|素|颗粒|冲剂|口服液|膏|针|糖浆|丹|散)+)"
)
_ENGLISH = re.compile(
    "(?:take|have) (?:my |the |some )?(?P<name>[a-z][a-z -]{1,30}?)"
    "(?= (?:every|at|in|on|before|after|tomorrow|tonight|today)\\b|[.,!?]|$)"
)
# What stands before a medicine. Elsewhere in a sentence what sounds like one is talk: 不要 is no 补药.
_BEFORE_A_NAME = re.compile(
    f"(?:{_TAKEN}|提醒我?|叫我?|换成?|改成?|取消|[把那])(?:了|的|我|一下|[一两半]?[片粒颗次])*$"
)
_BEFORE_AN_ANSWER = re.compile("^(?:嗯|啊|呃|是|就是|就|叫|那个|这个|一个)*$")
_AFTER_AN_ANSWER = re.compile("^(?:的药|的|吧|啊|呀|呢|了)*[。.]?$")
_TALK = ("不要", "不用", "有点", "要不")
_GENERIC = re.compile(
    "^(?:吃)?(?:我的|的|点|个|那个|这个|那种|一次|一下)?药(?:了|吧|啊|呀|片|呢)?$"
    "|^(?:my |the )?(?:medicine|medication|pills?|meds)$"
)
_FILLERS = re.compile(
    "^(?:嗯|呃|哦|啊|是|就是|就|叫|那个|这个|一个|吃|服用|服|我的|我吃|我要吃|提醒我吃|it'?s |my |the )+"
    "|(?:吧|啊|呀|呢|哈|的时候|了)+$"
)
_NO_NAME = re.compile(
    "什么|哪|不知道|忘了|不记得|怎么|吗$|？|\\?|算了|取消|不要|不用|停|点钟|[一二三四五六七八九十\\d]点"
)


def medicine_in(text: str, entity: str | None, existing: Sequence[str]) -> str | None:
    """The medicine that is named: one the resident has or a known one by its sound, else as it was said; None when none
    is, also for 吃药 without a name."""
    for spoken in (entity, text):
        found = _known(spoken, (*existing, *known_medicines()), placed=spoken is text) if spoken else None
        if found is not None:
            return found
    if entity and (named := plain_name(entity)):
        return named
    match = _NAMED.search(text) or _ENGLISH.search(text.lower())
    return plain_name(match["name"]) if match else None


def plain_name(text: str) -> str | None:
    """A short answer taken as a medicine's name: 就是那个红药片吧 -> 红药片; None when it is no name."""
    if _NO_NAME.search(text):
        return None
    name = _FILLERS.sub("", re.sub("[\\s,。，.!！]+", "" if not text.isascii() else " ", text.strip()))
    longest = LONGEST_NAME_LATIN if name.isascii() else LONGEST_NAME
    return None if not name or len(name) > longest or is_any_medicine(name) else name


def is_any_medicine(text: str) -> bool:
    """True for 药 or 吃药: a medicine, but which one?"""
    said = text.strip(" ，。,.!！").lower()
    return any(_GENERIC.search(words) for words in (said, _FILLERS.sub("", said)))


def best_of(spoken: str, names: Sequence[str]) -> str | None:
    """The one of some names that is heard in what was spoken; None when none is."""
    return _known(spoken, names, placed=False)


def known_medicines() -> tuple[str, ...]:
    file = resources.files("skills").joinpath("data", "medicines.toml")
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["names"])


def _known(spoken: str, names: Sequence[str], placed: bool) -> str | None:
    """Exact names first, the longest first; then by sound; with `placed` short ones only where a medicine may be."""
    exact = [name for name in names if name and name != ANY_MEDICINE and name in spoken]
    if exact:
        return max(exact, key=len)
    heard = syllables(spoken[:80])
    best: tuple[float, str] | None = None
    for name in names:
        wanted = sound(name)
        likeness = _likeness(spoken, heard, wanted, placed) if len(wanted) >= 2 else 0.0
        needed = _SHORT_ALIKE_FROM if len(wanted) == 2 else _ALIKE_FROM
        if likeness >= needed and (best is None or likeness > best[0]):
            best = (likeness, name)
    return best[1] if best else None


def _likeness(spoken: str, heard: Sequence[Syllable], wanted: Sequence[str], placed: bool) -> float:
    """How alike the stretch is that sounds most like a name and is no talk."""
    if {one.sound for one in heard}.isdisjoint(wanted):
        return 0.0
    best = 0.0
    for first in range(max(1, len(heard) - len(wanted) + 1)):
        stretch = heard[first : first + len(wanted)]
        start, end = stretch[0].start, stretch[-1].end
        likeness = sound_similarity([one.sound for one in stretch], wanted)
        weak = len(wanted) == 2 or (len(wanted) == 3 and likeness < _SHORT_ALIKE_FROM)
        in_place = not placed or not weak or _may_stand(spoken[:start], spoken[end:])
        if in_place and spoken[start:end] not in _TALK:
            best = max(best, likeness)
    return best


def _may_stand(before: str, after: str) -> bool:
    answer = _BEFORE_AN_ANSWER.search(before) and _AFTER_AN_ANSWER.search(after)
    return bool(answer or _BEFORE_A_NAME.search(before))
