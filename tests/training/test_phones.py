"""Pinyin as initials and finals."""

from __future__ import annotations

import pytest

from training.errors import TrainingError
from training.phones import FINALS, INITIALS, inventory, phones_of
from training.syllables import all_syllables


@pytest.mark.parametrize(
    ("syllable", "phones"),
    [
        ("tian1", ("t", "ian1")), ("yi4", ("i4",)), ("wu3", ("u3",)),
        ("yu2", ("v2",)), ("yuan2", ("van2",)), ("ju4", ("j", "v4")),
        ("qun2", ("q", "vn2")), ("lv4", ("l", "v4")), ("nve4", ("n", "ve4")),
        ("liu4", ("l", "iou4")), ("gui4", ("g", "uei4")), ("dun1", ("d", "uen1")),
        ("zi5", ("z", "ii5")), ("shi2", ("sh", "iii2")), ("ji1", ("j", "i1")),
        ("er2", ("er2",)), ("a5", ("a5",)), ("xiong2", ("x", "iong2")),
        ("weng1", ("ueng1",)), ("ri4", ("r", "iii4")),
    ],
)  # fmt: skip
def test_a_syllable_is_an_initial_and_a_final_with_its_tone(syllable: str, phones: tuple[str, ...]) -> None:
    assert phones_of(syllable, tones=True) == phones
    assert phones_of(syllable, tones=False) == tuple(phone.rstrip("12345") for phone in phones)


@pytest.mark.parametrize("wrong", ["", "tian", "tian6", "1", "Tian1", "hm5", "xyz1", "天1"])
def test_what_is_no_syllable_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(TrainingError, match=f"'{wrong}'"):
        phones_of(wrong, tones=True)


def test_the_syllables_of_the_language_use_every_phone() -> None:
    used = {phone for syllable in all_syllables() for phone in phones_of(syllable, tones=False)}
    assert used == {*INITIALS, *FINALS}
    assert inventory(tones=True)[0] == "SIL"
    assert len(inventory(tones=True)) == 1 + len(INITIALS) + 5 * len(FINALS)
