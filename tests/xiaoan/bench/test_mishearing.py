"""Sentences as a recognizer gets them wrong: how much, in which way, and the same each time."""

from __future__ import annotations

import random

import pytest
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from xiaoan.bench.understand.cases import Case
from xiaoan.bench.understand.mishearing import ONLY_ALIKE, Characters, Slip, misheard, misheard_cases

TEXTS = ("明天早上八点提醒我吃药", "放一段旅居听听", "名添枣尚拔店题型握迟要", "坊已断驴剧挺", "今天下不下雨")
CHARACTERS = Characters.of(TEXTS)


@pytest.mark.parametrize("seed", range(20))
def test_two_of_five_characters_are_wrong(seed: int) -> None:
    heard = misheard(TEXTS[0], 0.4, CHARACTERS, random.Random(seed))
    assert 1 <= Levenshtein.distance(TEXTS[0], heard) <= round(0.4 * len(TEXTS[0]))


@pytest.mark.parametrize("seed", range(5))
def test_what_is_written_alike_sounds_the_same(seed: int) -> None:
    heard = misheard(TEXTS[0], 0.4, CHARACTERS, random.Random(seed), ONLY_ALIKE)
    assert lazy_pinyin(heard) == lazy_pinyin(TEXTS[0])
    assert sum(a != b for a, b in zip(heard, TEXTS[0], strict=True)) == 4


@pytest.mark.parametrize(("slip", "heard"), [(Slip.BEGINNING, "不下雨"), (Slip.END, "今天下")])
def test_ends_are_lost_as_a_piece(slip: Slip, heard: str) -> None:
    assert misheard("今天下不下雨", 0.5, CHARACTERS, random.Random(1), {slip: 1}) == heard


@pytest.mark.parametrize(("slip", "length"), [(Slip.ADDED, 9), (Slip.LOST, 3), (Slip.INITIAL, 6), (Slip.FINAL, 6)])
def test_characters_come_go_and_change(slip: Slip, length: int) -> None:
    heard = misheard("今天下不下雨", 0.5, CHARACTERS, random.Random(1), {slip: 1})
    assert len(heard) == length
    assert heard != "今天下不下雨"


def test_nothing_wrong_and_nothing_left() -> None:
    chance = random.Random(1)
    assert misheard("放戏", 0.0, CHARACTERS, chance) == "放戏"
    assert misheard("放戏", 1.0, CHARACTERS, chance, {Slip.BEGINNING: 1}) == ""
    assert misheard("", 1.0, CHARACTERS, chance) == ""
    assert misheard("放戏", 1.0, Characters.of(()), chance, {Slip.OTHER: 1}) == "放戏"


def test_cases_keep_their_labels_and_are_the_same_each_time() -> None:
    cases = [Case(text, "weather") for text in TEXTS]
    once = misheard_cases(cases, 0.4, alike=False)
    assert once == misheard_cases(cases, 0.4, alike=False) != tuple(cases)
    assert {case.label for case in once} == {"weather"}


def test_each_line_is_misheard_so_many_times() -> None:
    cases = [Case(text, text) for text in TEXTS]
    heard = misheard_cases(cases, 0.4, alike=True, times=3)
    assert [case.label for case in heard] == [*TEXTS] * 3
    assert len({case.text for case in heard if case.label == TEXTS[0]}) == 3
    assert heard[: len(cases)] == misheard_cases(cases, 0.4, alike=True)
