"""Whether a short utterance says yes or no. Pure."""

from __future__ import annotations

import re

from skills.ports import Request

_NO = re.compile("不|别|算了|没有|没事|没那|免了|\\bno\\b|\\bnope\\b|\\bdon'?t\\b|never mind")
_YES = re.compile(
    "^(?:嗯|对|是|好|要|行|可以|成|中|得|当然|没错|麻烦|请|那就|就这|取消吧|叫吧|快)|\\byes\\b|\\byeah\\b|\\bsure\\b|\\bok|\\bplease\\b"
)
_ASKS = re.compile("(?<!不)([^不])不\\1|吗[？?]?$|几点|多少")  # 今天冷不冷 is no "no"
_SHORT = 12


def yes_or_no(request: Request) -> bool | None:
    """True for yes, False for no, None when it is neither."""
    text = request.text.strip().lower()
    if _ASKS.search(text) and request.intent not in ("affirm", "deny"):
        return None
    if len(text) <= _SHORT or request.intent in ("affirm", "deny"):
        if _NO.search(text):
            return False
        if _YES.search(text):
            return True
    return {"affirm": True, "deny": False}.get(request.intent)
