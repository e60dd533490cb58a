"""Old people pause: a turn ends early only when it is complete and does not visibly go on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.hearing.endpoint import goes_on, turn_is_over
from config.settings import HearingSettings

SETTINGS = HearingSettings(endpoint_complete_s=0.5, endpoint_unfinished_s=2.0)


@pytest.mark.parametrize(
    ("text", "silence_s", "complete", "over"),
    [
        ("今天冷不冷", 0.49, True, False),
        ("今天冷不冷", 0.5, True, True),
        ("今天冷不冷", 1.9, False, False),
        ("今天冷不冷", 2.0, False, True),
        ("提醒我", 1.9, True, False),
        ("提醒我", 2.0, True, True),
        ("我想听那个", 0.6, True, False),
        ("嗯", 0.5, True, True),
        ("嗯", 0.6, False, False),
        ("", 0.4, False, False),
        ("", 0.5, False, True),
        ("。", 0.5, False, True),
    ],
)
def test_when_a_turn_is_over(text: str, silence_s: float, complete: bool, over: bool) -> None:
    assert turn_is_over(silence_s, text, complete, SETTINGS) is over


@pytest.mark.parametrize(
    "text",
    [
        "提醒我", "每天早上八点提醒我", "我想", "把", "把那个", "给",
        "打电话给", "我想听", "放一段", "今天天气那个", "我要嗯", "然后呢那个",
        "跟我女儿", "播放",
        "小安小安那个", "今天天气就是", "提醒我吃药呃", "每天早上", "明天下午", "小安小安晚上八", "每周一三五",
        "每个星期天",
        "跟女儿说", "告诉闺女一声", "每隔六", "every morning", "tell my daughter",
        "明天早上八点提醒我吃", "remind me to", "call my", "play the", "I want um",
    ],
)  # fmt: skip
def test_what_visibly_goes_on(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize(
    "text",
    [
        "今天冷不冷", "几点了", "嗯", "好", "停", "每天早上八点提醒我吃降压药",
        "早上", "晚上", "早上八点", "明天呢", "每隔六小时吃一次药", "跟女儿说晚饭不回来吃",
        "放一段京剧", "给女儿打电话", "救命", "小安小安", "那个", "",
        "what time is it", "stop", "a panda", "data",
    ],
)  # fmt: skip
def test_what_may_be_finished(text: str) -> None:
    assert not goes_on(text)


@given(st.text(max_size=50), st.floats(0, 10), st.booleans())
def test_more_silence_never_reopens_a_turn(text: str, silence_s: float, complete: bool) -> None:
    if turn_is_over(silence_s, text, complete, SETTINGS):
        assert turn_is_over(silence_s + 1, text, complete, SETTINGS)
    assert turn_is_over(2.0, text, complete, SETTINGS)
