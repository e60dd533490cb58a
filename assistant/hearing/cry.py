"""Whether a transcript is a cry for help."""

from __future__ import annotations

from assistant.hearing.phrase_match import spoken
from assistant.hearing.rules import rule_book
from assistant.ports import Cry

_RULES = "cry.toml"


def classify_cry(text: str) -> Cry:
    """DEFINITE raises the alert, UNCLEAR asks first. Made for partial transcripts: call it on each.

    By sound and phrase, in Chinese and English. Denied (没摔倒), quoted (电视里喊救命), supposed (怕摔倒), past and
    proverbial (救命稻草) cries are none.
    """
    heard = spoken(text)
    rules = rule_book(_RULES)
    if rules.holds("definite", heard):
        return Cry.DEFINITE
    if rules.holds("unclear", heard):
        return Cry.UNCLEAR
    return Cry.NONE


def cries_twice(text: str) -> bool:
    """True when two definite cries stand one after the other in a transcript: 救命救命, 快来人救命啊."""
    return rule_book(_RULES).count("definite", spoken(text), enough=2) >= 2
