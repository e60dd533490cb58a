"""What goes down to a watch: checked before it is sent, in the maker's form."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wearable_bridge.elder_watch.orders import TakePills, parse_order


@pytest.mark.parametrize(
    ("order", "content"),
    [
        ({"command": "measure"}, "hrtstart,1"),
        ({"command": "measure", "what": "temperature"}, "bodytemp2"),
        ({"command": "sos_number", "number": "13800000001"}, "SOS1,13800000001"),
        ({"command": "sos_number", "place": 3, "number": "+8653100000001"}, "SOS3,+8653100000001"),
        ({"command": "report_every", "seconds": 300}, "UPLOAD,300"),
        ({"command": "take_pills", "at": "08:00", "text": "吃药"}, "TAKEPILLS,08:00-1-2,1,5403836f"),
        (
            {"command": "take_pills", "at": "21:30", "text": "ok", "place": 2, "every_day": False},
            "TAKEPILLS,21:30-1-1,2,006f006b",
        ),
        ({"command": "show_text", "text": "吃药"}, "MESSAGE,5403836f"),
    ],
)
def test_orders(order: dict[str, object], content: str) -> None:
    parsed = parse_order(json.dumps({"watch": "watch-1", **order}).encode())
    assert not isinstance(parsed, str)
    assert parsed.watch == "watch-1"
    assert parsed.content() == content.encode()


@pytest.mark.parametrize(
    "order",
    [
        {"command": "sos_number", "number": "138,SOS2,139"},
        {"command": "sos_number", "number": "138]"},
        {"command": "sos_number", "number": "13800000001", "place": 4},
        {"command": "sos_number"},
        {"command": "report_every", "seconds": 59},
        {"command": "report_every", "seconds": 65536},
        {"command": "take_pills", "at": "24:00", "text": "x"},
        {"command": "take_pills", "at": "08:00", "text": ""},
        {"command": "take_pills", "at": "08:00", "text": "x" * 51},
        {"command": "take_pills", "at": "08:00,1", "text": "x"},
        {"command": "poweroff"},
        {"command": "measure", "what": "mood"},
        {"command": "measure", "watch": "no name"},
        {},
    ],
)
def test_what_is_no_order_is_told_without_its_values(order: dict[str, object]) -> None:
    wrong = parse_order(json.dumps({"watch": "watch-1", **order}).encode())
    assert isinstance(wrong, str)
    assert "138" not in wrong


@given(st.binary(max_size=200))
def test_no_bytes_break_the_parser(body: bytes) -> None:
    parse_order(body)


@given(st.text(min_size=1, max_size=50).filter(lambda text: min(text) >= " "))
def test_a_text_is_hexadecimal_digits_whatever_it_is(text: str) -> None:
    content = TakePills(watch="w", at="08:00", text=text).content()
    assert set(content.rpartition(b",")[2]) <= set(b"0123456789abcdef")
