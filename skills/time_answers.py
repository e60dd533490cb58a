"""A phrase that left something open, with the answer to the question about it put in. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from skills.spoken_meals import DURATION
from skills.spoken_time import read_time
from skills.time_reading import About, AlreadyPast, Ambiguous, Unclear, Understood

_EARLY, _LATE = "early", "late"
# The word that settles an hour, and which of two readings it stands for; 夜里 and 中午 are either by the hour.
_HALVES = (
    ("凌晨", "凌晨", _EARLY),
    ("(?:后|大)?半夜|夜里|深夜", "夜里", ""),  # 半夜 behind 两点 would be 两点半
    ("中午|晌午|noon", "中午", ""),
    ("早|上午|头晌|morning|\\bam\\b|a\\.m", "早上", _EARLY),
    ("下午|后晌|afternoon|\\bpm\\b|p\\.m", "下午", _LATE),
    ("傍晚|晚|夜|黑|evening|night", "晚上", _LATE),
    ("第一|前(?:一|面)|first", "凌晨", _EARLY),  # of any hour but noon, the earlier one
    ("第二|后(?:一|面)|second", "下午", _LATE),
)
_HALF = re.compile("|".join(f"(?P<half_{index}>{words})" for index, (words, _, _) in enumerate(_HALVES)))


def settle(phrase: str, answer: str) -> str | None:
    """The phrase that was ambiguous with the answer to 早上还是晚上 put in; None when the answer tells neither."""
    found = [_HALVES[int((match.lastgroup or "half_0")[5:])] for match in _HALF.finditer(answer.lower())]
    if not found or len({side for _, _, side in found if side}) > 1:
        return None
    return f"{phrase}，{found[0][1]}"


def complete(phrase: str, answer: str, now: datetime, meal_times: Mapping[str, str]) -> str:
    """The phrase that was Unclear with the answer put in; the phrase as it was when the answer tells nothing."""
    before = read_time(phrase, now, meal_times)
    if not isinstance(before, Unclear):
        return phrase
    for candidate in (*_together(before, answer), answer):
        after = read_time(candidate, now, meal_times)
        if isinstance(after, Understood | Ambiguous | AlreadyPast):
            return candidate
        if isinstance(after, Unclear) and after.about is not before.about and candidate != answer:
            return candidate  # one thing answered, another still open
    return phrase


def _together(before: Unclear, answer: str) -> tuple[str, ...]:
    joined = f"{before.rest}，{answer}"
    if before.about is About.HOW_LONG and (duration := DURATION.search(answer)) is not None:
        return (f"{before.rest}，过{duration[0]}", joined)
    if before.about is About.WEEKDAYS:
        return (f"{before.rest}，每周{answer}", joined)
    return (joined,)
