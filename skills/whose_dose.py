"""Whether a reminder is wanted for somebody else: 给老伴也设一个. Pure.

Nobody can tell voices apart here: his medicine among hers would be offered to her as her own.
"""

from __future__ import annotations

import re

_SOMEBODY = (
    "(?:我|俺)?(?:家)?(?P<who>老伴儿?|老头子?|老婆子?|老公|老婆|爱人|媳妇|丈夫|他|她|爸爸?|妈妈?|爷爷|奶奶|姥姥|姥爷"
    "|儿子|女儿|闺女|孙子|孙女)"
)
_FOR = (
    re.compile(f"给{_SOMEBODY}(?:也|再|单独)*(?:设|定|加|弄|记|建)"),
    re.compile(f"(?:提醒|叫|喊){_SOMEBODY}(?:按时|记得|该|去|也|一声)*(?:吃|喝|打|用|服|贴|滴)"),
    re.compile("remind (?:my )?(?P<who>husband|wife|mother|father|son|daughter|him|her) to", re.IGNORECASE),
)


def somebody_else(text: str) -> str | None:
    """Who is to be reminded of a dose instead of the resident, in her own word."""
    match = next((found for pattern in _FOR if (found := pattern.search(text))), None)
    return match["who"] if match else None
