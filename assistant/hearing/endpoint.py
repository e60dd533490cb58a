"""When a turn is over: by what was said so far, and then by silence."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from config.settings import HearingSettings

_PUNCTUATION = " ,.!?，。！？、…~～"


def turn_is_over(silence_s: float, text: str, complete: bool, settings: HearingSettings) -> bool:
    """True when the speaker may take the turn.

    `silence_s` is the silence after the last speech, `complete` whether the meaning of `text` is already a whole,
    confident request. A text that visibly goes on waits for the longer silence whatever its meaning. Without any
    text there is nothing to wait for.
    """
    return silence_s >= silence_needed_s(text, complete, settings)


def silence_needed_s(text: str, complete: bool, settings: HearingSettings) -> float:
    """The silence that ends a turn whose transcript so far is `text`."""
    if not text.strip(_PUNCTUATION):
        return settings.endpoint_complete_s
    if complete and not goes_on(text):
        return settings.endpoint_complete_s
    return max(settings.endpoint_unfinished_s, settings.endpoint_complete_s)


def goes_on(text: str) -> bool:
    """True when the end of `text` shows that more is coming: 提醒我, 我想, 把, 给; half a time (每天早上, 晚上八); or a
    filler after words: …那个, …嗯.

    A filler that is all of the text is an answer (嗯 for yes), and so is a part of the day (早上 or 晚上?).
    """
    said = text.strip(_PUNCTUATION).lower()
    endings, fillers, half = _endings()
    for filler in fillers:
        before = _cut(said, filler)
        if before is not None:
            return before != ""
    return half.search(said) is not None or any(_cut(said, ending) is not None for ending in endings)


def _cut(said: str, ending: str) -> str | None:
    """`said` without its ending; None when it does not end so. English endings are whole words."""
    if not said.endswith(ending):
        return None
    before = said[: -len(ending)]
    if ending[0].isascii() and before and not before.endswith(" "):
        return None
    return before.strip(_PUNCTUATION)


@lru_cache(maxsize=1)
def _endings() -> tuple[tuple[str, ...], tuple[str, ...], re.Pattern[str]]:
    """Unfinished endings and fillers, longest first, and what half a phrase ends with."""
    kept = tomllib.loads((resources.files("assistant.hearing") / "endings.toml").read_text(encoding="utf-8"))
    unfinished, fillers = (
        tuple(sorted((word for words in kept[name].values() for word in words), key=len, reverse=True))
        for name in ("unfinished", "fillers")
    )
    return unfinished, fillers, re.compile(f"(?:{'|'.join(kept['half'].values())})$")
