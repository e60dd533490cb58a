"""What counts as heard exactly, and how far a transcript is off."""

from __future__ import annotations

import pytest

from xiaoan.bench.hear.score import character_errors, comparable


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("小安小安，今天冷不冷？", "小安 小安 今天 冷不冷"),
        ("每天早上8点提醒我", "每天早上八点提醒我"),
        ("下午两点", "下午二点"),
        ("打一二零", "打幺二零"),
        ("二〇二六年", "二零二六年"),
        ("8点 OK", "八点ok"),
    ],
)
def test_the_same_words_compare_equal(said: str, heard: str) -> None:
    assert comparable(said) == comparable(heard)
    assert comparable(said)


@pytest.mark.parametrize(("said", "heard"), [("八点", "九点"), ("今天", "今天天"), ("开灯", ""), ("开灯", "开灯 ok")])
def test_other_words_do_not(said: str, heard: str) -> None:
    assert comparable(said) != comparable(heard)


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [("", "", 0), ("今天", "", 2), ("", "今天", 2), ("今天冷", "今天冷", 0), ("今天冷", "明天冷", 1),
     ("今天冷不冷", "天冷不冷", 1), ("冷不冷", "冷不不冷", 1), ("八点半", "九点", 2)],
)  # fmt: skip
def test_characters_wrong(said: str, heard: str, errors: int) -> None:
    assert character_errors(said, heard) == errors
