"""Tells what the loudspeaker itself says from what a person says. Pure."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz

from skills.sound_alike import sound

SHORT = 3  # syllables; so little sounds like a part of almost anything
ECHO_LIKENESS = 80  # percent of rapidfuzz's partial ratio over syllables


def is_echo(heard: str, said: str) -> bool:
    """True when `heard` sounds like a part of `said`, the text that is being played."""
    heard_sound, said_sound = sound(heard), sound(said)
    if not heard_sound or not said_sound or len(heard_sound) > 2 * len(said_sound):
        return False
    if len(heard_sound) < SHORT:
        return heard in said
    return fuzz.partial_ratio(" ".join(heard_sound), " ".join(said_sound)) >= ECHO_LIKENESS


def is_echo_of_cry(heard: str, said: str) -> bool:
    """The same for a cry: 救命救命 is no echo of a sentence that holds it once."""
    in_heard, in_said = Counter(sound(heard)), Counter(sound(said))
    more = any(count > in_said[syllable] > 0 for syllable, count in in_heard.items())
    return is_echo(heard, said) and not more
