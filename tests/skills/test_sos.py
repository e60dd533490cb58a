"""Help that the dialogue engine understood: the words decide, an unclear wish is asked about."""

from __future__ import annotations

import pytest

from skills.sos import needs_help
from tests.skills.conftest import House


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("救命", True),
        ("快来人啊", True),
        ("我摔倒了", True),
        ("胸口疼得厉害", True),
        ("帮我叫救护车", True),
        ("我喘不上气", True),
        ("家里着火了", True),
        ("help me", True),
        ("I fell down", True),
        ("今天天气好", False),
        ("放段戏", False),
        ("没事不用叫人", False),
        ("不疼了", False),
        ("", False),
        ("how do i use help", False),
    ],
)
def test_needs_help(text: str, needs: bool) -> None:
    assert needs_help(text) is needs


async def test_a_clear_call_raises_at_once(house: House) -> None:
    answer = await house.hear("call_for_help", "我摔倒了起不来")
    assert house.line.calls == ["我摔倒了起不来"]
    assert not answer.expects_answer


async def test_the_engines_guess_alone_asks_first(house: House) -> None:
    answer = await house.hear("call_for_help", "今天的白菜真好")
    assert answer.expects_answer and house.line.calls == []
    await house.hear("affirm", "好的")
    assert house.line.calls == ["好的"]


async def test_no_means_no(house: House) -> None:
    await house.hear("call_for_help", "今天的白菜真好")
    assert "不叫人" in (await house.hear("deny", "不用")).text
    assert house.line.calls == []


async def test_a_call_is_never_taken_for_an_answer_to_another_question(house: House) -> None:
    await house.hear("send_message", "跟女儿说")
    await house.hear("call_for_help", "救命")
    assert house.line.calls == ["救命"] and house.station.asked == []


async def test_cancelling(house: House) -> None:
    assert "没有在叫人" in (await house.hear("cancel_help", "我没事")).text
    await house.hear("call_for_help", "救命")
    assert "告诉了社区" in (await house.hear("cancel_help", "我没事了")).text
    assert not house.line.open
