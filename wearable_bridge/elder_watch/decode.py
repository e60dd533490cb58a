"""From a frame to a typed record. Pure; numbers are read strictly, what is missing stays None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from wearable_bridge.elder_watch.frames import Frame
from wearable_bridge.elder_watch.records import (
    Acknowledgement,
    Circulation,
    Heartbeat,
    Media,
    Notice,
    Oxygen,
    Place,
    Position,
    Record,
    Temperature,
    Unknown,
)
from wearable_bridge.elder_watch.status import Model, understood

_WHOLE = re.compile(rb"-?[0-9]{1,9}")
_DECIMAL = re.compile(rb"-?[0-9]{1,9}(\.[0-9]{1,9})?")
_WORD = re.compile(rb"[0-9A-Fa-f]{1,8}")
_MOMENT = re.compile(rb"[0-9]{6}")
_POSITION = re.compile(r"(?P<kept_earlier>UD2)(_\w+)?|UD(_\w+)?|(?P<alarm>AL)(_\w+|CUSTOMER\w*)?|WT")
STATUS_FIELD = 15
TOO_LOW_CODE, TOO_HIGH_CODE = 0.0, 1.0  # in place of a temperature

NOTICES = frozenset(  # the watch's own words
    (
        "INIT", "CONFIG", "ICCID", "RYIMEI", "PP", "TKQ", "TKQ2", "APPANDFNREPORT", "APPCONTACTTEL", "WIFIINFOUP", "TS",
    )
)  # fmt: skip
ACKNOWLEDGED = frozenset(  # words that go down to the watch and come back when it has got them
    (
        "ACALL", "APN", "APPLOCK", "BODYTEMP", "BODYTEMP2", "CALL", "CENTER", "CR", "DEVREFUSEPHONESWITCH",
        "FACTORY", "FALLDOWN", "FIND", "FLOWER", "HEALTHAUTOSET", "HRTSTART", "IP", "LOWBAT", "LSSET", "LZ",
        "MESSAGE", "MONITOR", "PHB", "PHB2", "PHBX", "PHBX2", "POWEROFF", "PROFILE", "PW", "RCAPTURE", "REMIND",
        "REMOVE", "REMOVESMS", "RESET", "SILENCETIME", "SILENCETIME2", "SLEEPTIME", "SOS", "SOS1", "SOS2",
        "SOS3", "SOSSMS", "TAKEPILLS", "UDTIME", "UPLOAD", "VERNO", "WALKTIME", "WHITELIST1", "WHITELIST2",
        "WIFICUR", "WIFIDEL", "WIFISEARCH", "WIFISET",
    )
)  # fmt: skip


class DecodeError(Exception):
    """A known command whose content cannot be read. The text names the field, never its value."""


def decode(frame: Frame, model: Model) -> Record:
    """Raises DecodeError."""
    command, fields = frame.command, frame.fields
    name = command.upper()
    if (kind := _POSITION.fullmatch(name)) is not None:
        return _position(command, fields, model, kind)
    if name in _READERS:
        return _READERS[name](command, fields)
    if name in ("TK", "JXTK", "IMG"):
        return _media(frame)
    if name in NOTICES:
        return Notice(command)
    if name in ACKNOWLEDGED:
        return Acknowledgement(command, _accepted(fields))
    return Unknown(command)


def _heartbeat(command: str, fields: Sequence[bytes]) -> Heartbeat:
    steps, tumbles, battery = (_count(fields, place) for place in range(3))
    return Heartbeat(command, steps, tumbles, _percent(battery))


def _circulation(command: str, fields: Sequence[bytes]) -> Circulation:
    """bphrt and BLOOD: systolic, diastolic and, mostly, pulse."""
    _need(fields, 2)
    pulse = _needed(fields, 2, "pulse") if len(fields) > 2 and fields[2] else None
    systolic, diastolic = _needed(fields, 0, "systolic"), _needed(fields, 1, "diastolic")
    return Circulation(command, systolic or None, diastolic or None, pulse or None)


def _pulse(command: str, fields: Sequence[bytes]) -> Circulation:
    return Circulation(command, heart_rate=_needed(fields, 0, "pulse") or None)


def _oxygen(command: str, fields: Sequence[bytes]) -> Oxygen:
    """type, value; the oldest watches give the value alone."""
    _need(fields, 1)
    by_hand = len(fields) > 1 and fields[0] == b"0"
    return Oxygen(command, _needed(fields, 1 if len(fields) > 1 else 0, "oxygen") or None, by_hand)


def _body_temperature(command: str, fields: Sequence[bytes]) -> Temperature:
    """btemp2: where it was measured, then a temperature or a code."""
    _need(fields, 2)
    return _temperature(command, fields[1], at_wrist={b"0": False, b"1": True}.get(fields[0]))


def _plain_temperature(command: str, fields: Sequence[bytes]) -> Temperature:
    _need(fields, 1)
    return _temperature(command, fields[0], at_wrist=None)


def _temperature(command: str, text: bytes, at_wrist: bool | None) -> Temperature:
    if not _DECIMAL.fullmatch(text):
        raise DecodeError("temperature: no number")
    celsius = float(text)
    if celsius == TOO_LOW_CODE:
        return Temperature(command, None, "too_low", at_wrist)
    if celsius == TOO_HIGH_CODE:
        return Temperature(command, None, "too_high", at_wrist)
    return Temperature(command, celsius, "", at_wrist)


def _position(command: str, fields: Sequence[bytes], model: Model, kind: re.Match[str]) -> Position:
    """An alarm is one however little of it can be read; of anything else the status word must stand there."""
    word = fields[STATUS_FIELD] if len(fields) > STATUS_FIELD else b""
    is_alarm = kind["alarm"] is not None
    if not _WORD.fullmatch(word):
        if not is_alarm:
            raise DecodeError("position: the status word is missing or no hexadecimal number")
        word = b"0"
    return Position(
        command,
        at=_moment(fields),
        place=_place(fields),
        satellites=_count(fields, 10),
        signal_percent=_percent(_count(fields, 11)),
        battery=_percent(_count(fields, 12)),
        steps=_count(fields, 13),
        tumbles=_count(fields, 14),
        status=understood(int(word, 16), model),
        kept_earlier=kind["kept_earlier"] is not None,
        is_alarm=is_alarm,
    )


def _moment(fields: Sequence[bytes]) -> datetime | None:
    """ddmmyy and hhmmss, UTC."""
    if len(fields) < 2 or not all(_MOMENT.fullmatch(field) for field in fields[:2]):
        return None
    try:
        return datetime.strptime((fields[0] + fields[1]).decode(), "%d%m%y%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _place(fields: Sequence[bytes]) -> Place | None:
    if len(fields) < 7 or not (_DECIMAL.fullmatch(fields[3]) and _DECIMAL.fullmatch(fields[5])):
        return None
    north, east = float(fields[3]), float(fields[5])
    if abs(north) > 90 or abs(east) > 180:
        return None
    south, west = fields[4] == b"S", fields[6] == b"W"
    return Place(-abs(north) if south else north, -abs(east) if west else east, valid=fields[2] == b"A")


def _media(frame: Frame) -> Record:
    """TK with one digit is the watch's word that it has got a voice message."""
    body = frame.content.partition(b",")[2]
    if frame.command.upper() == "TK" and body in (b"0", b"1"):
        return Acknowledgement(frame.command, accepted=body == b"1")
    return Media(frame.command, len(body) if frame.whole else frame.declared)


def _accepted(fields: Sequence[bytes]) -> bool | None:
    return {b"0": False, b"1": True}.get(fields[0]) if len(fields) == 1 else None


def _need(fields: Sequence[bytes], count: int) -> None:
    if len(fields) < count:
        raise DecodeError(f"{len(fields)} fields instead of {count} or more")


def _needed(fields: Sequence[bytes], place: int, name: str) -> int:
    _need(fields, place + 1)
    if not _DECIMAL.fullmatch(fields[place]):
        raise DecodeError(f"{name}: no number")
    return max(0, round(float(fields[place])))


def _count(fields: Sequence[bytes], place: int) -> int | None:
    """A whole number that is not negative; None for anything else."""
    if len(fields) <= place or not _WHOLE.fullmatch(fields[place]):
        return None
    count = int(fields[place])
    return count if count >= 0 else None


def _percent(count: int | None) -> int | None:
    return count if count is not None and count <= 100 else None


_READERS: Mapping[str, Callable[[str, Sequence[bytes]], Record]] = {
    "LK": _heartbeat,
    "BPHRT": _circulation,
    "BLOOD": _circulation,
    "HEART": _pulse,
    "PULSE": _pulse,
    "OXYGEN": _oxygen,
    "BTEMP2": _body_temperature,
    "TEMP": _plain_temperature,
}
