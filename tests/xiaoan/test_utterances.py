"""The sentences of a file, good and bad."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.utterances import LONGEST_CHARACTERS, utterances_in


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b"", []),
        ("今天冷不冷\n".encode(), [("今天冷不冷", "")]),
        ("\ufeff今天冷不冷\r\n救命".encode(), [("今天冷不冷", ""), ("救命", "")]),
        ('{"text": "救命", "label": "x"}'.encode(), [("救命", "")]),
        (b"\n \n", [("", "blank"), ("", "blank")]),
        (b'{"text": "  "}', [("  ", "blank")]),
        (b'{"text": 5}', [('{"text": 5}', "no_text")]),
        (b'{"words": "x"}', [('{"words": "x"}', "no_text")]),
        (b"{broken", [("{broken", "not_json")]),
        (b"\xff\nok", [("\ufffd", "not_utf8"), ("ok", "")]),
        (b"[1, 2]", [("[1, 2]", "")]),
        (b"x" * LONGEST_CHARACTERS, [("x" * LONGEST_CHARACTERS, "")]),
        (b"x" * (LONGEST_CHARACTERS + 1), [("x" * (LONGEST_CHARACTERS + 1), "too_long")]),
    ],
)
def test_lines(content: bytes, seen: list[tuple[str, str]]) -> None:
    assert [(each.text, each.fault) for each in utterances_in(content)] == seen


@given(
    st.binary(max_size=200) | st.text(max_size=50).map(str.encode) | st.integers(1, 3000).map(lambda n: b'{"a":' * n)
)
def test_one_answer_per_line_whatever_stands_there(content: bytes) -> None:
    lines = content.count(b"\n") + (0 if content.endswith(b"\n") or not content else 1)
    if content.removeprefix(b"\xef\xbb\xbf"):
        assert len(utterances_in(content)) == lines
