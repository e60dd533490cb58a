"""Every answer that a watch waits for, in its own form; nothing where it waits for none."""

from __future__ import annotations

from collections import Counter

import pytest

from wearable_bridge.elder_watch.decode import DecodeError, decode
from wearable_bridge.elder_watch.frames import FrameReader
from wearable_bridge.elder_watch.records import Record
from wearable_bridge.elder_watch.replies import reply_to
from wearable_bridge.elder_watch.status import Model

ALARM = "050326,061501,V,0.0,N,0.0,E,0,0,0,0,90,71,2345,2,00010000,0,0"


def answer(sent: bytes) -> bytes | None:
    (frame,) = FrameReader(Counter()).feed(sent)
    record: Record | None
    try:
        record = decode(frame, Model.MAKER)
    except DecodeError:
        record = None
    return reply_to(frame, record)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("LK", "LK"),
        ("LK,1,2,3", "LK"),
        (f"AL,{ALARM}", "AL"),
        (f"AL_LTE,{ALARM}", "AL_LTE"),
        ("AL", "AL"),
        (f"UD,{ALARM}", None),
        (f"UD2,{ALARM}", None),
        (f"UD_LTE,{ALARM}", None),
        ("UD,broken", None),
        ("bphrt,131,79,66,,,,", "bphrt"),
        ("bphrt,x", "bphrt"),
        ("heart,72", "heart"),
        ("heart", None),  # the echo of an answer
        ("oxygen", None),
        ("BLOOD,118,71", "BLOOD"),
        ("TEMP,36.5", "TEMP"),
        ("btemp2,1,36.4", "btemp2"),
        ("btemp2,1,1", "btemp2"),
        ("oxygen,0,97", "oxygen,1"),
        ("oxygen,0,0", "oxygen,0"),
        ("oxygen,0,x", "oxygen,2"),
        ("INIT", "INIT,1"),
        ("CONFIG,TY:G75,UL:600", "CONFIG,1"),
        ("TKQ", "TKQ"),
        ("TKQ2", "TKQ2"),
        ("TK,#!AMR", "TK,1"),
        ("TK,1", None),
        ("JXTK,0,a,1,6,#!AMR", "JXTKR,1"),
        ("UPLOAD", None),
        ("SOS1", None),
        ("TAKEPILLS,1", None),
        ("SOMETHING,NEW", None),
    ],
)
def test_answers(content: str, expected: str | None) -> None:
    length = len(content.encode())
    got = answer(f"[3G*1234567890*{length:04x}*{content}]".encode())
    assert got == (None if expected is None else f"[3G*1234567890*{len(expected):04X}*{expected}]".encode())


def test_a_model_with_an_index_gets_it_back() -> None:
    assert answer(b"[ZJ*357653059860416*0007*0002*LK]") == b"[ZJ*357653059860416*0007*0002*LK]"
    assert answer(b"[ZJ*357653059860416*00AB*000b*oxygen,0,97]") == b"[ZJ*357653059860416*00AB*0008*oxygen,1]"
