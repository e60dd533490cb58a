"""What the resident says of herself: that she is fine, or how she feels when asked."""

from __future__ import annotations

from enum import StrEnum

from assistant.hearing.cry import classify_cry
from assistant.hearing.phrase_match import spoken
from assistant.hearing.rules import rule_book
from assistant.ports import Cry

_RULES = "feeling.toml"


class Feeling(StrEnum):
    """How an answer to "how do you feel" is read. UNKNOWN is to be treated like silence."""

    FINE = "fine"
    UNWELL = "unwell"
    UNKNOWN = "unknown"


def is_fine(text: str) -> bool:
    """True when she takes a call for help back or says that she needs none: 我没事, 不用叫人, false alarm.

    Never true when the same breath holds a complaint.
    """
    return rule_book(_RULES).holds("fine", spoken(text)) and classify_cry(text) is Cry.NONE


def feels_unwell(text: str) -> Feeling:
    """Reads her answer. A complaint outweighs everything else in it."""
    heard = spoken(text)
    rules = rule_book(_RULES)
    if classify_cry(text) is not Cry.NONE or rules.holds("unwell", heard):
        return Feeling.UNWELL
    if rules.holds("fine", heard) or rules.holds("well", heard):
        return Feeling.FINE
    return Feeling.UNKNOWN
