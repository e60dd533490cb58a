"""Frames are cut by their brackets out of any stream, and nothing that comes makes the reader grow, stop or fail."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wearable_bridge.elder_watch.frames import (
    KEPT_BYTES,
    LONGEST_FRAME_BYTES,
    FrameReader,
    escape,
    frame_bytes,
    unescape,
)

LK = b"[3G*1234567890*0002*LK]"
PULSE = b"[3G*1234567890*0008*heart,72]"


def read(*pieces: bytes) -> tuple[list[bytes], dict[str, int]]:
    """(contents, what was refused)."""
    refused: Counter[str] = Counter()
    reader = FrameReader(refused)
    return [frame.content for piece in pieces for frame in reader.feed(piece)], dict(refused)


@pytest.mark.parametrize(
    ("stream", "contents", "refused"),
    [
        (LK, [b"LK"], {}),
        (LK + PULSE, [b"LK", b"heart,72"], {}),
        (LK + b"\r\n" + PULSE + b"\r\n", [b"LK", b"heart,72"], {}),
        (b"noise" + LK + b"more", [b"LK"], {"garbage": 2}),
        (b"[" + LK + b"[", [b"LK"], {"garbage": 1}),
        (b"]]][[[" + LK, [b"LK"], {"garbage": 1}),
        (b"[3G*1234567890*0002*L" + PULSE, [b"heart,72"], {"half_frame": 1}),
        (b"[3G*1234567890*00FF*LK]", [b"LK"], {}),  # declared too long
        (b"[3G*1234567890*0001*LK]" + PULSE, [b"LK", b"heart,72"], {}),  # and too short
        (b"[3G*1234567890*0002*LK][3G*1234567890*000d*LK,10,20,30]", [b"LK", b"LK,10,20,30"], {}),
        (b"[GET / HTTP/1.1]" + LK, [b"LK"], {"garbage": 1}),
        (b"[3G*12-34*0002*LK]", [], {"garbage": 1}),
        (b"[3G*1234567890*LK]", [], {"garbage": 1}),
        (b"", [], {}),
    ],
)
def test_a_stream_is_cut_at_its_brackets(stream: bytes, contents: list[bytes], refused: dict[str, int]) -> None:
    assert read(stream) == (contents, refused)


def test_a_bracket_inside_belongs_to_the_frame_only_where_the_length_says_so() -> None:
    inside = b"[3G*1234567890*0010*TK,#!AMR]x[,*\xff\x00.]"
    assert read(inside)[0] == [inside[20:-1]]
    assert read(inside + LK)[0] == [inside[20:-1], b"LK"]
    wrong = b"[3G*1234567890*0012*TK,#!AMR]x[,*\xff\x00.]" + LK
    assert read(wrong)[0] == [b"TK,#!AMR", b"LK"]
    reaches_into_the_next = b"[3G*1234567890*0019*LK]" + LK
    assert read(reaches_into_the_next)[0] == [b"LK", b"LK"]


def test_the_index_of_some_models_is_told_apart_from_the_length() -> None:
    (plain,) = FrameReader(Counter()).feed(b"[3G*1234567890*000D*LK,1,2,3]")
    (indexed,) = FrameReader(Counter()).feed(b"[ZJ*357653059860416*0007*000c*BLOOD,118,71]")
    assert (plain.maker, plain.index, plain.declared) == ("3G", None, 13)
    assert (indexed.maker, indexed.device, indexed.index, indexed.declared) == ("ZJ", "357653059860416", "0007", 12)
    assert (indexed.command, indexed.fields) == ("BLOOD", (b"118", b"71"))


@given(st.lists(st.integers(min_value=1, max_value=12), max_size=60))
def test_where_the_stream_is_cut_does_not_matter(sizes: list[int]) -> None:
    stream = b"xx" + LK + b"[3G*1234567890*0003*hal" + PULSE + b"\r\n[ZJ*12*0001*0009*TEMP,36.5]" + LK
    pieces, position = [], 0
    for size in sizes:
        pieces.append(stream[position : position + size])
        position += size
    contents, refused = read(*pieces, stream[position:])
    assert contents == [b"LK", b"heart,72", b"TEMP,36.5", b"LK"]
    assert refused["half_frame"] == 1


@given(st.binary(max_size=300))
def test_escapes_come_back(plain: bytes) -> None:
    escaped = escape(plain)
    assert not set(escaped) & set(b"[],*")
    assert unescape(escaped) == plain
    (frame,) = FrameReader(Counter()).feed(frame_bytes("3G", "1234567890", None, b"TK," + escaped))
    assert frame.content == b"TK," + escaped


HOSTILE = st.binary(max_size=400) | st.lists(
    st.sampled_from([b"[", b"]", b"*", b"3G", b"1234567890", b"0002", b"LK", b",", b"}\x02", b"\x00", LK, PULSE]),
    max_size=40,
).map(b"".join)


@given(st.lists(HOSTILE, max_size=20))
def test_whatever_comes_the_reader_goes_on_and_holds_little(pieces: list[bytes]) -> None:
    refused: Counter[str] = Counter()
    reader = FrameReader(refused, kept_bytes=256)
    for piece in pieces:
        for frame in reader.feed(piece):
            assert frame.command is not None
            assert frame.fields is not None
        assert reader.held <= 256
    reader.feed(b"]" * (LONGEST_FRAME_BYTES + 1))  # ends whatever was open
    assert reader.feed(LK)[-1].content == b"LK"


@pytest.mark.parametrize(
    "junk",
    [b"x", b"[", b"]", b"[3G*1*0002*", b"[3G*1*0002*a", b"[3G*12345", b"[3G*1*", b"[[3G*1*2*x", b"\x00", b"[]"],
)
def test_a_megabyte_of_anything_is_not_kept(junk: bytes) -> None:
    refused: Counter[str] = Counter()
    reader = FrameReader(refused)
    stream = junk * (1_000_000 // len(junk))
    for start in range(0, len(stream), 16_384):
        reader.feed(stream[start : start + 16_384])
        assert reader.held <= KEPT_BYTES
    assert sum(refused.values()) > 0
    assert [frame.content for frame in reader.feed(b"]" + LK)][-1] == b"LK"


def test_a_megabyte_without_its_bracket_is_refused_and_the_next_frame_is_read() -> None:
    contents, refused = read(b"[3G*1234567890*FFFF*TK,", *[b"a" * 1000] * 1000, LK)
    assert contents == [b"LK"]
    assert refused["too_long"] == 1


def test_of_a_long_voice_message_only_the_start_is_kept() -> None:
    message = b"[3G*1234567890*7533*TK," + b"a" * 30_000 + b"]"
    reader = FrameReader(Counter())
    frames = [frame for start in range(0, len(message), 1400) for frame in reader.feed(message[start : start + 1400])]
    (frame,) = frames
    assert (frame.command, frame.whole, frame.declared) == ("TK", False, 0x7533)
    assert len(frame.content) <= KEPT_BYTES
    assert [frame.content for frame in reader.feed(LK)] == [b"LK"]
