"""Splitting what is to be said."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.voice.sentences import LONGEST_CHARS, sentences

CASES = {
    "": [],
    " \n ": [],
    "好。": ["好。"],
    "今天晴。明天有雨！您出门吗？": ["今天晴。", "明天有雨！", "您出门吗？"],
    "您该吃药了。吃了以后，跟我说一声。": ["您该吃药了。", "吃了以后，跟我说一声。"],
    "体温36.5度。正常。": ["体温36.5度。正常。"],
    "Hello there. It is 12.5 degrees. Fine.": ["Hello there.", "It is 12.5 degrees.", "Fine."],
    "第一行很长呢\n第二行很长呢": ["第一行很长呢", "第二行很长呢"],
    "好的。谢谢您。": ["好的。谢谢您。"],
}


@pytest.mark.parametrize(("text", "pieces"), CASES.items())
def test_pieces(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


def test_a_long_sentence_is_split_where_one_breathes() -> None:
    long = "，".join(["今天天气很好您可以出门走一走"] * 12) + "。"
    pieces = sentences(long)
    assert len(pieces) > 1
    assert all(len(piece) <= LONGEST_CHARS for piece in pieces)
    assert all(piece.endswith(("，", "。")) for piece in pieces)
    assert len(sentences("好" * 10_000)) == 10_000 // LONGEST_CHARS + 1


@given(st.text(alphabet="今天好。！？，a1 .\n;"))
def test_nothing_is_lost_and_nothing_is_endless(text: str) -> None:
    pieces = sentences(text)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
    assert all(piece.strip() and len(piece) <= LONGEST_CHARS + 8 for piece in pieces)
