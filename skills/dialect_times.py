"""Times as the north of China says them, in the words the grammar knows. Read from data/dialect_times.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources


def in_plain_words(text: str) -> str:
    """`text` with 明儿, 黑家, 傍黑 and their like put into plain words."""
    for pattern, plain in _table():
        text = pattern.sub(plain, text)
    return text


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    raw = tomllib.loads((resources.files("skills") / "data" / "dialect_times.toml").read_text(encoding="utf-8"))
    return tuple((re.compile(pattern), plain) for pattern, plain in raw["words"])
