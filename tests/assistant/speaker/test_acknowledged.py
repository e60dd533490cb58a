"""What counts as having heard an announcement, without the wake word."""

from __future__ import annotations

import asyncio

import pytest

from assistant.speaker.acknowledged import Acknowledged


@pytest.mark.parametrize(
    ("text", "just_spoke", "taken"),
    [
        ("知道了", False, True), ("好，我知道了。", False, True), ("听见了听见了", False, False), ("收到", False, True),
        ("都听到了啊", False, True), ("got it", False, True), ("好的", True, True), ("好的", False, False),
        ("嗯", True, True), ("不知道了", True, False), ("他知道了", True, False), ("知道了没有", True, False),
        ("今天冷不冷", True, False), ("", True, False),
    ],
)  # fmt: skip
async def test_it_is_a_sign_while_somebody_waits_for_one(text: str, just_spoke: bool, taken: bool) -> None:
    heard = Acknowledged()
    assert not heard.takes(text, just_spoke)
    waiting = asyncio.ensure_future(heard.wait())
    await asyncio.sleep(0)
    assert heard.takes(text, just_spoke) is taken
    heard.sign()
    await waiting
    assert not heard.takes(text, just_spoke)
