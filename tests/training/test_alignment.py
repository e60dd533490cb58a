"""Marks of the synthesizer to phones with times."""

from __future__ import annotations

from training.speech.alignment import Segment, align
from training.speech.espeak import Mark

WORD = None


def test_a_syllable_begins_at_its_word_and_its_final_at_the_second_phoneme() -> None:
    marks = [Mark(0, WORD), Mark(900, "th"), Mark(2000, "iE"), Mark(3000, "n"), Mark(4000, "_|")]
    assert align(["tian1"], marks, 5000, tones=True) == [
        Segment("SIL", 0), Segment("t", 0), Segment("ian1", 2000)
    ]  # fmt: skip


def test_a_pause_ends_a_syllable_and_a_mark_without_sound_is_no_syllable() -> None:
    marks = [
        Mark(100, WORD), Mark(100, "a"), Mark(900, "_|"), Mark(900, "_:"), Mark(1500, WORD), Mark(1500, "_"),
        Mark(1500, WORD), Mark(1500, "l"), Mark(1700, "@"), Mark(2500, "_|"), Mark(2500, "_:"),
    ]  # fmt: skip
    assert align(["an1", "leng3"], marks, 3000, tones=False) == [
        Segment("SIL", 0), Segment("an", 100), Segment("SIL", 900), Segment("l", 1500), Segment("eng", 1700),
        Segment("SIL", 2500),
    ]  # fmt: skip


def test_one_mark_for_initial_and_final_is_divided() -> None:
    segments = align(["ba1"], [Mark(0, WORD), Mark(0, "p")], 1000, tones=False)
    assert segments == [Segment("SIL", 0), Segment("b", 0), Segment("a", 300)]


def test_what_does_not_fit_is_left_out() -> None:
    marks = [Mark(0, WORD), Mark(0, "a")]
    assert align(["a1", "a1"], marks, 1000, tones=True) is None
    assert align(["a1"], [Mark(2000, WORD), Mark(2000, "a")], 1000, tones=True) is None
    assert align(["a1"], [], 1000, tones=True) is None
