"""How much of an utterance was known."""

from __future__ import annotations

import pytest

from assistant.hearing.understood import mostly_unknown, unknown_share


@pytest.mark.parametrize(
    ("known", "unknown", "share", "mostly"),
    [
        ("", 0, 0.0, False), ("", 3, 1.0, True), ("关灯", 0, 0.0, False), ("了", 6, 6 / 7, True),
        ("每天早上八点提醒我吃", 4, 4 / 14, False), ("今天什么", 3, 3 / 7, True), ("play some music", 1, 0.25, False),
        ("小安小安提醒我", 4, 4 / 11, False), ("it's", 1, 0.5, True),
    ],
)  # fmt: skip
def test_unknown_syllables_are_counted_among_all(known: str, unknown: int, share: float, mostly: bool) -> None:
    assert unknown_share(known, unknown) == pytest.approx(share)
    assert mostly_unknown(unknown_share(known, unknown)) is mostly
