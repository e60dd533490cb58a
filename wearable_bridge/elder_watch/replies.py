"""What a watch waits for. One that is not answered says it again each minute, and restarts after the fifth time."""

from __future__ import annotations

from wearable_bridge.elder_watch.frames import Frame, frame_bytes
from wearable_bridge.elder_watch.records import (
    Circulation,
    Heartbeat,
    Media,
    Notice,
    Oxygen,
    Position,
    Record,
    Temperature,
)

TAKEN, NOTHING_MEASURED, NOT_UNDERSTOOD = "1", "0", "2"
_ANSWERED_NOTICES = {"INIT": ",1", "CONFIG": ",1", "WIFIINFOUP": ",1", "TKQ": "", "TKQ2": "", "ICCID": "", "RYIMEI": ""}
_ANSWERED_MEDIA = {"TK": "TK,1", "JXTK": "JXTKR,1"}


def reply_to(frame: Frame, record: Record | None) -> bytes | None:
    """The answer, or None where the watch expects none. `record` is None when the content could not be read.

    Positions are not answered but for alarms, which are repeated until they are: send that one when the alarm is safe.
    """
    content = _content(frame.command, record) if record is not None else _to_unread(frame)
    return None if content is None else frame_bytes(frame.maker, frame.device, frame.index, content.encode())


def _content(command: str, record: Record) -> str | None:
    if isinstance(record, Heartbeat | Circulation | Temperature):
        return command
    if isinstance(record, Oxygen):
        return f"{command},{TAKEN if record.percent is not None else NOTHING_MEASURED}"
    if isinstance(record, Position):
        return command if record.is_alarm else None
    if isinstance(record, Media):
        return _ANSWERED_MEDIA.get(command.upper())
    if isinstance(record, Notice) and command.upper() in _ANSWERED_NOTICES:
        return command + _ANSWERED_NOTICES[command.upper()]
    return None


def _to_unread(frame: Frame) -> str | None:
    """It is not worth saying again. A bare word may be an answer's echo, and would be echoed for ever."""
    if not frame.fields or frame.command.upper().startswith("UD"):
        return None
    return f"{frame.command},{NOT_UNDERSTOOD}" if frame.command.lower() == "oxygen" else frame.command
