"""What an alarm, a countdown or a task that is due hears without the wake word: 知道了, 起来了, 停, 等一会儿."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from config.phrases import Phrases
from skills.ports import BookError, DueDose, ReminderBook
from skills.reminder_words import put_off_words, settled_words
from skills.spoken_while import read_while

_BEFORE = "(?:哎|嗯|哦|噢|行|好|好的|好嘞|成|小安|我|俺|这就|马上|已经|都|刚|刚才|我这就|谢谢|你)*"
_AFTER = "(?:了|啦|咯|喽|啊|呀|吧|呢|的|谢谢|小安|闹钟|别叫了|别响了|别催了)*"
_DONE = re.compile(
    f"{_BEFORE}(?:知道|晓得|明白|听见|听到|收到|起来|起床|起|醒|完事|办完|办好|弄好|弄完|做完|做好|干完|搞定|去|来|关|打|打过|接|交|喝|喝过"
    f"|睡|洗|洗完|量|量过|记得|没忘|忘不了|好|行|成){_AFTER}"
    f"|{_BEFORE}(?:停|停下|停一下|关掉|关上|关闭|安静|闭嘴|别(?:再)?(?:响|叫|闹|吵|催|喊|说)|不要(?:响|叫|吵)|不用(?:叫|催|提醒)|甭(?:叫|催)){_AFTER}"
    f"|{_BEFORE}(?:把)?(?:闹钟|闹铃|倒计时)(?:停|关|关掉|停掉){_AFTER}|{_BEFORE}(?:停|关|关掉|停掉)(?:闹钟|闹铃|倒计时){_AFTER}"
    r"|(?:ok|okay|got it|i'?m up|i am up|thanks|thank you|all right|done|stop|be quiet|enough)(?: thanks)?"
)
_TAKEN = re.compile(f"{_BEFORE}(?:吃|吃过|吃完|用过|用完){_AFTER}")
_LATER = re.compile(
    f"{_BEFORE}(?:再)?(?:等|过|待|缓)?(?:一?小?会儿?|一下|等)(?:再|就)?(?:说|叫|喊|提醒|响|起|去|弄|办)?(?:我)?{_AFTER}"
    f"|{_BEFORE}(?:让我)?(?:再|先)(?:睡|躺|眯|歇|等|过|让我睡)(?:一?小?会儿?|一下|(?P<a>.{{1,8}}(?:分钟?|小时|钟头|刻钟)))(?:再(?:叫|喊|提醒)(?:我)?)?{_AFTER}"
    f"|{_BEFORE}(?:再|等|过|再过|再等)?(?P<b>.{{1,8}}(?:分钟?|小时|钟头|刻钟))(?:以后|之后|后)?(?:再)(?:叫|喊|提醒|响|说)(?:我)?(?:一声|一下)?{_AFTER}"
    r"|(?:wait|later|snooze|in a while|not yet|five more minutes)"
)


_DID = re.compile("[^没不别吗]{2,12}(?:了|啦)")
_SAYS_THAT_IT_IS_OVER = frozenset("我俺已经都刚才把完好过上回来掉下了啦")


@dataclass(frozen=True)
class _Meant:
    """`pause` is how long it is put off; None: it is done."""

    pause: timedelta | None


class Ringing:
    """The Beside of assistant.speaker.beside for what is no medicine; that is confirmed by its own skill alone.

    `dose_waits` tells whether a dose of medicine is waited for too, which 吃过了 and 等一会儿 are then for.
    """

    intent = "confirm_dose"

    def __init__(
        self,
        book: ReminderBook,
        resident: str,
        snooze_s: float,
        dose_waits: Callable[[], bool],
        phrases: Phrases,
    ) -> None:
        self._book, self._resident, self._phrases = book, resident, phrases
        self._snooze, self._dose_waits = timedelta(seconds=snooze_s), dose_waits

    def knows(self, text: str) -> bool:
        return self._meant(text) is not None

    def hear(self, text: str) -> str | None:
        meant = self._meant(text)
        try:
            return None if meant is None else self._answered(meant)
        except BookError as error:
            structlog.get_logger().error("what rings could not be settled", reason=str(error))
            return None

    def _meant(self, text: str) -> _Meant | None:
        said = _bare(text)
        later, taken = _LATER.fullmatch(said) is not None, _TAKEN.fullmatch(said) is not None
        if not (later or taken or _DONE.fullmatch(said) or _DID.fullmatch(said)):
            return None
        rings = self._rings()
        if not rings or ((later or taken) and self._dose_waits()):
            return None
        if later:
            return _Meant(read_while(said) or self._snooze)
        done = taken or _DONE.fullmatch(said) or any(says_that_done(said, dose.about) for dose in rings)
        return _Meant(None) if done else None

    def _answered(self, meant: _Meant) -> str:
        if meant.pause is None:
            return settled_words(self._book.settle(self._resident), self._phrases)
        self._book.snooze(self._resident, meant.pause)
        return put_off_words(meant.pause, self._phrases)

    def _rings(self) -> tuple[DueDose, ...]:
        try:
            return self._book.ringing(self._resident)
        except BookError as error:
            structlog.get_logger().error("what rings could not be read", reason=str(error))
            return ()


def says_that_done(said: str, about: str) -> bool:
    """True for 电话打过了 where 给闺女打电话 is to be done: nothing is said but what is, and that it is over."""
    what = set(said) - _SAYS_THAT_IT_IS_OVER
    return _DID.fullmatch(said) is not None and bool(what) and what <= set(about)


def _bare(text: str) -> str:
    return re.sub(r"[\s，。！,.!、]+", " " if text.isascii() else "", text).strip().lower()
