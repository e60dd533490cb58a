"""The speaker answers to its name by sound, and not to talk that resembles it."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.hearing.wake_word import after_wake_word

from .support import CASES


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("小安小安", ""),
        ("小安小安，今天冷不冷", "今天冷不冷"),
        ("小安小安今天冷不冷", "今天冷不冷"),
        ("小安小安！", ""),
        ("晓安小安放一段京剧", "放一段京剧"),
        ("小按小安", ""),
        ("小安晓安几点了", "几点了"),
        ("笑安笑安", ""),
        ("小昂小安", ""),
        ("小恩小安现在几点", "现在几点"),
        ("小烟小安", ""),
        ("小 安 小 安 你好", "你好"),
        ("小安，小安，停", "停"),
        ("哎小安小安今天星期几", "今天星期几"),
        ("嗯那个小安小安放首歌", "放首歌"),
        ("你看这天气，小安小安，明天下雨吗", "明天下雨吗"),
        ("小安小安小安小安提醒我吃药", "提醒我吃药"),
        ("小安小安小安放歌", "放歌"),
        ("安小安今天冷不冷", "今天冷不冷"),
        ("小安小安小心点怎么说", "小心点怎么说"),
    ],
)
def test_called(text: str, rest: str) -> None:
    assert after_wake_word(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "", "小安", "小安今天来了", "我家小安昨天考试", "小安和小王", "小王小张",
        "小汉小王", "小心小心", "小安全小学", "想啊想啊", "消炎消肿", "西安西安",
        "先看先买",
        "平安小区", "小案子小官司", "它叫小安小安", "那个音箱名字是小安小安", "安安静静",
        "今天天气真好我们出去走走看看花再回来叫上小安小安",
    ],
)  # fmt: skip
def test_not_called(text: str) -> None:
    assert after_wake_word(text) is None


def test_another_name_may_be_set() -> None:
    assert after_wake_word("你好贝贝今天热吗", "你好贝贝") == "今天热吗"
    assert after_wake_word("hello robin what time is it", "hello robin") == "what time is it"
    assert after_wake_word("小安小安", "") is None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    after_wake_word(text)
    rest = after_wake_word("小安小安" + text)
    assert rest is not None
    assert rest in text


def test_ten_thousand_characters_are_fast() -> None:
    for text in ("小安" * 5000, "今天天气" * 2500, "小 " * 5000):
        began = time.process_time()
        after_wake_word(text)
        assert time.process_time() - began < 20


@pytest.mark.skipif(not CASES.is_dir(), reason="the cases from outside are not here")
def test_ordinary_talk_never_wakes() -> None:
    lines = (CASES / "elder_speech.jsonl").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if after_wake_word(json.loads(line)["text"]) is not None] == []
