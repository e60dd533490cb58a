"""What is taken back in the same breath, as tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.self_repair import change_of_mind, correction, put_right


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("每天早上八点，不对，九点提醒我吃降压药", "每天早上九点提醒我吃降压药"),
        ("明天早上八点不是九点叫我吃药", "明天早上九点叫我吃药"),
        ("下午三点半错了四点提醒我滴眼药水", "下午四点提醒我滴眼药水"),
        ("八点，啊不对，晚上八点", "晚上八点"),
        ("每周一三五八点说错了九点吃药", "每周一三五九点吃药"),
        ("不是八点，是九点", "改成九点"),
        ("不是八点是九点吧", "改成九点"),
        ("不对，是九点", "改成九点"),
        ("你听错了，晚上九点", "改成晚上九点"),
    ],
)
def test_the_time_that_holds(said: str, meant: str) -> None:
    assert put_right(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "每天早上八点和晚上八点提醒我吃药", "今天是不是八点有雨", "不是很疼", "不对", "不是", "不是儿子，是女儿",
        "我不是说八点吗", "八点不是有戏吗", "每天八点，每天九点", "", "救命",
    ],
)  # fmt: skip
def test_what_stays_as_it_was_said(said: str) -> None:
    assert put_right(said) == said


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("不是儿子，是女儿", "女儿"), ("不对，是女儿", "女儿"), ("我说的不是女儿是儿子", "儿子"),
        ("错了，老张", "老张"),
        ("不是", None), ("不对", None), ("女儿", None), ("不是很疼", None), ("是女儿", None),
    ],
)  # fmt: skip
def test_what_is_right_instead(said: str, right: str | None) -> None:
    assert correction(said) == right


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("算了，放段戏吧", "放段戏吧"), ("算了算了，今天冷不冷", "今天冷不冷"),
        ("算了，你还是给女儿打电话", "给女儿打电话"),
        ("不用了，放段京剧", "放段京剧"), ("算了", None), ("算了吧", None),
        ("算了不听了", None), ("不用了我自己来", None),
        ("算了改天再说", None), ("我算了一下", None), ("放段戏吧", None),
    ],
)  # fmt: skip
def test_she_changes_her_mind(said: str, instead: str | None) -> None:
    assert change_of_mind(said) == instead


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    put_right(text), correction(text), change_of_mind(text)
