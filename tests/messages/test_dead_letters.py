"""Nothing that came is dropped silently."""

from __future__ import annotations

import pytest

from messages import dead_letters as module
from messages.dead_letters import BODY_LIMIT_BYTES, DeadLetters
from messages.topics import DeadLetter, decode
from tests.messages.support import START


def test_a_letter_is_kept_whole_with_its_reason(dead_letters: DeadLetters) -> None:
    letter = decode("care/v1/demo/home-1/alert/x", b"\x00\xffnot json")
    assert isinstance(letter, DeadLetter)
    dead_letters.keep(letter, START)
    (kept,) = dead_letters.listed()
    assert (kept.letter, kept.at, kept.size) == (letter, START, 10)
    assert dead_letters.count() == 1


def test_a_giant_is_cut_and_its_size_told(dead_letters: DeadLetters) -> None:
    body = bytes(range(256)) * 2048
    dead_letters.keep(DeadLetter("t" * 5000, body, "too large"), START)
    (kept,) = dead_letters.listed()
    assert kept.letter.body == body[:BODY_LIMIT_BYTES]
    assert kept.size == len(body)


def test_a_flood_keeps_the_newest(dead_letters: DeadLetters, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_AT_MOST", 3)
    for number in range(5):
        dead_letters.keep(DeadLetter("t", str(number).encode(), "garbage"), START)
    assert [kept.letter.body for kept in dead_letters.listed()] == [b"4", b"3", b"2"]
