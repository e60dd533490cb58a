"""Tells what the loudspeaker itself says from what a person says, by the words. Pure."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from skills.sound_alike import sound, syllables

SHORT = 3  # syllables; so little sounds like a part of almost anything
ECHO_LIKENESS = 80  # percent of rapidfuzz's partial ratio over syllables
_LEAST_BLOCK = 2  # syllables in a row that are surely the same


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


def without_echo(heard: str, said: str) -> str:
    """What a person said after the echo at the start of `heard`; `heard` when that is none.

    Into 最低零下四度 she says 停: the microphone hears 最低零下四度停.
    """
    pieces, played = syllables(heard), sound(said)
    same = SequenceMatcher(None, [piece.sound for piece in pieces], played, autojunk=False).get_matching_blocks()
    blocks = [block for block in same if block.size >= _LEAST_BLOCK]
    if not blocks:
        return heard
    last = blocks[-1].a + blocks[-1].size
    if last >= SHORT and is_echo(heard[: pieces[last - 1].end], said):
        return heard[pieces[last - 1].end :]
    return heard
