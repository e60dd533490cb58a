"""Text messages as 3GPP TS 23.040 SMS-SUBMIT units in UCS2, which carries Chinese. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

ALONE, OF_SEVERAL = 70, 67  # UTF-16 units of one message; a message of several parts gives three to the numbering
MOST_PARTS = 8
_SUBMIT, _WITH_HEADER = 0x11, 0x51  # SMS-SUBMIT with a relative validity period; 0x40: the text begins with a header
_UCS2 = 0x08
_VALID_FOR_A_DAY = 0xA7
_INTERNATIONAL, _UNKNOWN_PLAN = 0x91, 0x81
_WRITTEN = re.compile(r"[\s()./-]+")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")


@dataclass(frozen=True)
class Pdu:
    """One unit to hand to the modem: hexadecimal, and its length as AT+CMGS wants it (octets after the SMSC)."""

    hexadecimal: str
    length: int


def sms_number(written: str) -> str | None:
    """The number as it is dialled, without spaces and hyphens; None when it is none."""
    number = _WRITTEN.sub("", written)
    return number if _NUMBER.fullmatch(number) else None


def parts(text: str) -> tuple[str, ...]:
    """The text in pieces that fit, none torn inside a character. A longer text than MOST_PARTS is cut off."""
    if _units(text) <= ALONE:
        return (text,)
    pieces = [""]
    for character in text:
        if _units(pieces[-1] + character) > OF_SEVERAL:
            pieces.append("")
        pieces[-1] += character
    return tuple(pieces[:MOST_PARTS])


def submit_units(number: str, text: str, reference: int) -> tuple[Pdu, ...]:
    """The units of a message; `reference` (0..255) tells the phone which parts belong together.

    Raises ValueError for a number that cannot be dialled.
    """
    dialled = sms_number(number)
    if dialled is None:
        raise ValueError("not a telephone number")
    pieces = parts(text)
    return tuple(_unit(dialled, piece, reference, index, len(pieces)) for index, piece in enumerate(pieces, start=1))


def _unit(number: str, piece: str, reference: int, index: int, count: int) -> Pdu:
    header = b"" if count == 1 else bytes((5, 0, 3, reference % 256, count, index))
    content = header + piece.encode("utf-16-be", errors="replace")
    digits = number.removeprefix("+")
    octets = bytes(
        (
            _WITH_HEADER if header else _SUBMIT,
            0,  # the modem numbers the message
            len(digits),
            _INTERNATIONAL if number.startswith("+") else _UNKNOWN_PLAN,
            *_swapped(digits),
            0,  # protocol: a plain message
            _UCS2,
            _VALID_FOR_A_DAY,
            len(content),
        )
    )
    return Pdu(("00" + (octets + content).hex()).upper(), len(octets) + len(content))  # 00: the SIM's own SMSC


def _swapped(digits: str) -> bytes:
    padded = digits if len(digits) % 2 == 0 else digits + "F"
    return bytes(int(padded[at + 1] + padded[at], 16) for at in range(0, len(padded), 2))


def _units(text: str) -> int:
    return len(text.encode("utf-16-be", errors="replace")) // 2
