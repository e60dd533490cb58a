"""What takes a call back, and how her answer about herself is read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.hearing.feeling import Feeling, feels_unwell, is_fine


@pytest.mark.parametrize(
    "text",
    [
        "我没事", "没事了", "没事没事", "我没事儿", "没事", "小安我没事",
        "我真的没事", "不用叫人", "不用叫人了", "别叫人", "不用叫救护车", "我很好",
        "我挺好的", "不要紧", "没摔着", "我没摔倒",
        "按错了", "我按错了", "说着玩的", "取消求救", "误会", "不用",
        "不用了", "不用帮忙", "我没是", "窝没事了", "不用打一二零", "没什么大事",
        "取消",
        "i'm fine", "I am okay", "false alarm", "no need to call anyone", "don't call anyone",
    ],
)  # fmt: skip
def test_she_is_fine(text: str) -> None:
    assert is_fine(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "你没事吧", "他没事", "没事干", "没事做", "我没事做",
        "救命", "我没事就是头晕得厉害", "我没事救命啊", "我有事", "不是没事", "今天天气怎么样",
        "美食啊", "我要吃美食", "等我没事了再说",
        "没事的时候放首歌", "不舒服", "快叫人", "嗯", "我不好", "取消明天的闹钟",
        "i'm not fine", "are you sure i'm fine", "i'm good at cooking",
    ],
)  # fmt: skip
def test_she_is_not_or_has_not_said_so(text: str) -> None:
    assert not is_fine(text)


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("我没事", Feeling.FINE),
        ("挺好的", Feeling.FINE),
        ("还行", Feeling.FINE),
        ("没有不舒服", Feeling.FINE),
        ("不难受", Feeling.FINE),
        ("没有", Feeling.FINE),
        ("好着呢", Feeling.FINE),
        ("刚运动完", Feeling.FINE),
        ("I feel good", Feeling.FINE),
        ("not bad", Feeling.FINE),
        ("头晕", Feeling.UNWELL),
        ("我有点头晕", Feeling.UNWELL),
        ("不太好", Feeling.UNWELL),
        ("不太舒服", Feeling.UNWELL),
        ("还行就是胸口有点闷", Feeling.UNWELL),
        ("心慌得很", Feeling.UNWELL),
        ("没事就是喘", Feeling.UNWELL),
        ("我浑身没劲", Feeling.UNWELL),
        ("有一点", Feeling.UNWELL),
        ("救命", Feeling.UNWELL),
        ("I don't feel well", Feeling.UNWELL),
        ("a bit dizzy", Feeling.UNWELL),
        ("not good", Feeling.UNWELL),
        ("", Feeling.UNKNOWN),
        ("今天星期几", Feeling.UNKNOWN),
        ("你说什么", Feeling.UNKNOWN),
        ("放一段京剧", Feeling.UNKNOWN),
    ],
)
def test_her_answer(text: str, feeling: Feeling) -> None:
    assert feels_unwell(text) is feeling


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_fine(text) in (True, False)
    assert feels_unwell(text) in set(Feeling)


def test_ten_thousand_characters_are_fast() -> None:
    text = "我没事" * 3333
    began = time.process_time()
    is_fine(text)
    feels_unwell(text)
    assert time.process_time() - began < 20
