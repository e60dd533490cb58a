"""What each command says, in the product's units, and what is not believed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages.payloads import Metric
from wearable_bridge.elder_watch.decode import ACKNOWLEDGED, DecodeError, decode
from wearable_bridge.elder_watch.frames import Frame, FrameReader
from wearable_bridge.elder_watch.records import (
    Acknowledgement,
    Circulation,
    Heartbeat,
    Media,
    Notice,
    Oxygen,
    Position,
    Record,
    Temperature,
    Unknown,
)
from wearable_bridge.elder_watch.replies import reply_to
from wearable_bridge.elder_watch.status import Model
from wearable_bridge.ports import AlarmKind


def frame_of(content: bytes) -> Frame:
    return Frame("3G", "1234567890", None, len(content), content)


def record_of(content: str, model: Model = Model.MAKER) -> Record:
    return decode(frame_of(content.encode("latin-1")), model)


@pytest.mark.parametrize(
    ("content", "record"),
    [
        ("LK", Heartbeat("LK", None, None, None)),
        ("LK,4021,3,76", Heartbeat("LK", 4021, 3, 76)),
        ("LK,-1,,176", Heartbeat("LK", None, None, None)),
        ("lk,5,0,1", Heartbeat("lk", 5, 0, 1)),
        ("bphrt,131,79,66,160,2,81,58", Circulation("bphrt", 131, 79, 66)),
        ("bphrt,131,79,66,,,,", Circulation("bphrt", 131, 79, 66)),
        ("bphrt,0,0,66,,,,", Circulation("bphrt", None, None, 66)),
        ("bphrt,0,0,0,,,,", Circulation("bphrt")),
        ("BLOOD,118,71", Circulation("BLOOD", 118, 71)),
        ("BLOOD,118,71,64", Circulation("BLOOD", 118, 71, 64)),
        ("heart,81", Circulation("heart", heart_rate=81)),
        ("heart,0", Circulation("heart")),
        ("PULSE,58", Circulation("PULSE", heart_rate=58)),
        ("oxygen,0,97", Oxygen("oxygen", 97, by_hand=True)),
        ("oxygen,1,97", Oxygen("oxygen", 97, by_hand=False)),
        ("oxygen,1,0", Oxygen("oxygen", None, by_hand=False)),
        ("oxygen,97", Oxygen("oxygen", 97, by_hand=False)),
        ("btemp2,1,36.41", Temperature("btemp2", 36.41, "", at_wrist=True)),
        ("btemp2,0,36.9", Temperature("btemp2", 36.9, "", at_wrist=False)),
        ("btemp2,1,0", Temperature("btemp2", None, "too_low", at_wrist=True)),
        ("btemp2,1,1", Temperature("btemp2", None, "too_high", at_wrist=True)),
        ("btemp2,1,1.00", Temperature("btemp2", None, "too_high", at_wrist=True)),
        ("TEMP,37.5", Temperature("TEMP", 37.5)),
        ("TK,#!AMR\x00\x01", Media("TK", 7)),
        ("TK,1", Acknowledgement("TK", accepted=True)),
        ("TK,0", Acknowledgement("TK", accepted=False)),
        ("JXTK,0,a,1,6,#!AMR", Media("JXTK", 13)),
        ("img,5,160429110950,\xff\xd8", Media("img", 17)),
        ("TKQ", Notice("TKQ")),
        ("CONFIG,TY:G75,UL:600", Notice("CONFIG")),
        ("iccid,8986", Notice("iccid")),
        ("UPLOAD", Acknowledgement("UPLOAD", accepted=None)),
        ("TAKEPILLS,1", Acknowledgement("TAKEPILLS", accepted=True)),
        ("TAKEPILLS,0", Acknowledgement("TAKEPILLS", accepted=False)),
        ("VERNO,G29_BASE", Acknowledgement("VERNO", accepted=None)),
        ("FFZDPAYH5", Unknown("FFZDPAYH5")),
        ("UDX,1", Unknown("UDX")),
        ("", Unknown("")),
    ],
)
def test_commands(content: str, record: Record) -> None:
    assert record_of(content) == record


def position(kind: str, status: str, *, moment: str = "050326,061501", rest: str = "0,0") -> str:
    return f"{kind},{moment},A,36.651200,N,117.1201000,E,0.40,120.0,30.0,9,88,71,2345,2,{status},{rest}"


def test_a_position() -> None:
    told = record_of(position("UD_LTE", "00000010"))
    assert isinstance(told, Position)
    assert told.at == datetime(2026, 3, 5, 6, 15, 1, tzinfo=UTC)
    assert told.place is not None
    assert (told.place.latitude, told.place.longitude, told.place.valid) == (36.6512, 117.1201, True)
    assert (told.satellites, told.signal_percent, told.battery, told.steps, told.tumbles) == (9, 88, 71, 2345, 2)
    assert list(told.values) == [(Metric.STEPS, 2345)]
    assert list(told.alarms) == []
    assert [told.is_alarm, told.backfill] == [False, False]


@pytest.mark.parametrize(
    ("word", "maker", "traccar"),
    [
        ("00000000", [], []),
        ("00010000", ["sos"], ["sos"]),
        ("00020000", ["low_battery"], ["low_battery"]),
        ("00000001", ["low_battery"], ["low_battery"]),
        ("0001", ["low_battery"], ["low_battery"]),
        ("00030001", ["sos", "low_battery"], ["sos", "low_battery"]),
        ("00040000", ["fence_exit"], ["fence_exit"]),
        ("00080000", ["fence_enter"], ["fence_enter"]),
        ("00100008", ["removed"], ["removed"]),
        ("00200000", ["fall"], ["fall"]),
        ("00400000", ["abnormal_heart_rate"], ["fall"]),
        ("00600000", ["fall", "abnormal_heart_rate"], ["fall"]),
        ("0000001e", [], []),
        (
            "ffffffff",
            ["sos", "fall", "low_battery", "removed", "fence_exit", "fence_enter", "abnormal_heart_rate"],
            ["sos", "fall", "low_battery", "removed", "fence_exit", "fence_enter"],
        ),
    ],
)
def test_every_bit_counts_as_the_model_means_it(word: str, maker: list[str], traccar: list[str]) -> None:
    for model, expected in ((Model.MAKER, maker), (Model.TRACCAR, traccar)):
        told = record_of(position("AL", word), model)
        assert [alarm.value for alarm in told.alarms] == expected


def test_bit_four_is_rest_for_the_maker_and_motion_for_traccar() -> None:
    for model, moving in ((Model.MAKER, False), (Model.TRACCAR, True)):
        told = record_of(position("UD", "00000010"), model)
        assert isinstance(told, Position)
        assert told.status.moving is moving


@pytest.mark.parametrize("kind", ["UD2", "UD2_LTE", "ud2"])
def test_what_was_kept_without_a_net_is_back_fill(kind: str) -> None:
    assert record_of(position(kind, "00010000")).backfill


@pytest.mark.parametrize("kind", ["AL", "AL_LTE", "AL_WCDMA", "ALCUSTOMER1"])
@pytest.mark.parametrize("rest", ["", ",050326", ",050326,061501,V,,,,,,,,,,,,,zz"])
def test_an_alarm_of_which_little_can_be_read_is_one_all_the_same(kind: str, rest: str) -> None:
    told = record_of(kind + rest)
    assert isinstance(told, Position)
    assert told.is_alarm
    assert told.alarms == ()


@pytest.mark.parametrize(
    "moment", ["320126,000000", "290225,000000", "010126,240000", "0101,0000", "x,y", "１２０１２６,000000"]
)
def test_a_clock_that_says_nonsense_says_nothing(moment: str) -> None:
    told = decode(frame_of(position("UD", "0", moment=moment).encode()), Model.MAKER)
    assert isinstance(told, Position)
    assert told.at is None


@pytest.mark.parametrize(
    "content",
    [
        "bphrt",
        "bphrt,131",
        "bphrt,a,79,66",
        "bphrt,131,79,6e1",
        "heart",
        "heart,",
        "heart,nan",
        "heart,1_0",
        "oxygen",
        "oxygen,0,",
        "btemp2,1",
        "btemp2,1,inf",
        "TEMP,",
        "UD",
        "UD,050326",
        position("UD", "xyz"),
        position("UD", "123456789"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_no_value(content: str) -> None:
    with pytest.raises(DecodeError) as error:
        record_of(content)
    assert "66" not in str(error.value)


@given(st.binary(max_size=300), st.sampled_from(Model))
def test_no_content_breaks_the_decoder_or_the_reply(content: bytes, model: Model) -> None:
    _decode_all(content, model)


WORDS = st.sampled_from(
    ("LK", "UD", "UD2", "AL", "AL_LTE", "bphrt", "heart", "oxygen", "btemp2", "TEMP", "TK", "CONFIG", *ACKNOWLEDGED)
)
FIELDS = st.sampled_from(
    ("", "0", "1", "-5", "36.5", "9" * 12, "1e9", "nan", "050326", "061501", "A", "V", "N", "00010000", "\xff")
)


@given(WORDS, st.lists(FIELDS, max_size=25), st.sampled_from(Model))
def test_no_fields_break_the_decoder_or_the_reply(word: str, fields: list[str], model: Model) -> None:
    _decode_all(",".join([word, *fields]).encode("latin-1"), model)


def _decode_all(content: bytes, model: Model) -> None:
    frame = frame_of(content)
    record: Record | None = None
    try:
        record = decode(frame, model)
    except DecodeError:
        pass
    else:
        assert all(value >= 0 or metric is Metric.TEMPERATURE for metric, value in record.values)
        assert record.battery_percent is None or 0 <= record.battery_percent <= 100
        assert set(record.alarms) <= set(AlarmKind)
    reply = reply_to(frame, record)
    if reply is not None:
        (answer,) = FrameReader(Counter()).feed(reply)
        assert len(answer.content) == answer.declared
