"""Whether she has heard what was announced: she speaks to the speaker, or says 知道了 without the wake word."""

from __future__ import annotations

import asyncio
import re

from assistant.dialogue.basics import basic_intent

_HEARD = re.compile(
    "(?:好|好的|嗯|哦|噢|行|我|都|已经)*(?:(?:知道|听到|听见|听清楚|听清|晓得|明白)(?:了|啦|咯)|收到了?)(?:谢谢)?(?:啊|呀|你)?"
    "|(?:i )?(?:heard(?: it)?|got it|understood)"
)
_PAUSES = re.compile(r"[\s，。！,.!]+")


class Acknowledged:
    """Call from the loop only."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()
        self._waiting = 0

    async def wait(self) -> None:
        """Returns at the next sign."""
        self._heard.clear()
        self._waiting += 1
        try:
            await self._heard.wait()
        finally:
            self._waiting -= 1

    def sign(self) -> None:
        self._heard.set()

    def takes(self, text: str, just_spoke: bool) -> bool:
        """True for 知道了 while it is waited for; `just_spoke`: the announcement has hardly ended, and 好的 will do."""
        if not self._waiting:
            return False
        words = _PAUSES.sub(" " if text.isascii() else "", text).strip().lower()
        return bool(_HEARD.fullmatch(words)) or (just_spoke and basic_intent(text) == "affirm")
