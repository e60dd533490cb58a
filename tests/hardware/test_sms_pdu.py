"""Text messages in the form a modem takes, read back by a reader of the standard's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sms_pdu import ALONE, MOST_PARTS, OF_SEVERAL, Pdu, parts, sms_number, submit_units


def read(unit: Pdu) -> tuple[str, tuple[int, ...], str]:
    """(number, the header's bytes, text), after TS 23.040 9.2.2.2."""
    octets = bytes.fromhex(unit.hexadecimal)
    assert octets[0] == 0
    assert unit.length == len(octets) - 1
    first, digits, plan = octets[1], octets[3], octets[4]
    end = 5 + (digits + 1) // 2
    number = "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in octets[5:end])[:digits]
    assert octets[end : end + 2] == b"\x00\x08"
    length, content = octets[end + 3], octets[end + 4 :]
    assert length == len(content) <= 140
    header = content[: content[0] + 1] if first & 0x40 else b""
    return ("+" if plan == 0x91 else "") + number, tuple(header), content[len(header) :].decode("utf-16-be")


def test_a_known_message_is_as_in_the_standards_examples() -> None:
    (unit,) = submit_units("+8613800000001", "救命", 0)
    assert unit.hexadecimal == "0011000D91683108000000F10008A7046551547D"
    assert unit.length == 19


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("138 0000-0001", "13800000001"), ("+86 138 0000 0001", "+8613800000001"), ("10086", "10086"),
        ("", None), ("女儿", None), ("12", None), ("1;ATD", None), ("+", None), ("138" * 9, None),
    ],
)  # fmt: skip
def test_numbers(written: str, number: str | None) -> None:
    assert sms_number(written) == number


def test_a_number_that_cannot_be_dialled_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        submit_units("王", "救命", 0)


@pytest.mark.parametrize(("length", "count"), [(0, 1), (ALONE, 1), (ALONE + 1, 2), (2 * OF_SEVERAL + 1, 3)])
def test_how_many_parts(length: int, count: int) -> None:
    assert len(parts("救" * length)) == count


@given(text=st.text(st.characters(codec="utf-8"), max_size=400), reference=st.integers(0, 255))
def test_what_is_sent_is_what_is_read(text: str, reference: int) -> None:
    units = submit_units("13800000001", text, reference)
    seen = [read(unit) for unit in units]
    assert all(number == "13800000001" for number, _, _ in seen)
    if len(units) > 1:
        assert [header for _, header, _ in seen] == [
            (5, 0, 3, reference, len(units), index) for index in range(1, len(units) + 1)
        ]
    joined = "".join(piece for _, _, piece in seen)
    assert joined == text if len(units) < MOST_PARTS else text.startswith(joined)
