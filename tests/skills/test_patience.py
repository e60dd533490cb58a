"""我说话慢，等等我: waited for longer, for good."""

from __future__ import annotations

import pytest

from skills.patience import LONGEST_S, SHORTEST_S, wanted_patience
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "present_s", "wanted_s"),
    [
        ("我说话慢，等等我", 2.0, 3.0), ("我说话慢你等等我", 3.0, 4.0),
        ("我还没说完呢", 2.0, 3.0), ("让我把话说完", 2.0, 3.0),
        ("你别抢话", 2.0, 3.0), ("多等一会儿再说", 2.0, 3.0),
        ("等我说完", LONGEST_S, LONGEST_S), ("let me finish", 2.0, 3.0),
        ("不用等那么久", 4.0, 3.0), ("你反应太慢了", SHORTEST_S, SHORTEST_S),
        ("慢一点", 2.0, None), ("说快点", 2.0, None), ("等一下", 2.0, None),
        ("他还没说完", 2.0, None), ("你说话太慢了", 2.0, None),
        ("等一会儿再吃药", 2.0, None), ("", 2.0, None), ("我还没说完" * 100, 2.0, None),
    ],
)  # fmt: skip
def test_wanted_patience(text: str, present_s: float, wanted_s: float | None) -> None:
    assert wanted_patience(text, present_s) == wanted_s


async def test_it_waits_longer_and_says_so(house: House) -> None:
    answer = await house.hear("change_speech", "我说话慢，等等我")
    assert (house.voice.pause_s, house.voice.speech_rate) == (3.0, 0.9)
    assert answer.text == "好，您慢慢说，我等您说完。" and answer.expects_answer
    assert (await house.hear("change_speech", "不用等那么久")).text == "好，我早点回答您。"
    assert house.voice.pause_s == 2.0
