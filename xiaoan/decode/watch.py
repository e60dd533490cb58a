"""`xiaoan decode watch`: frames of a cellular elder watch, a line each."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from wearable_bridge.elder_watch.decode import DecodeError, decode
from wearable_bridge.elder_watch.frames import Frame, FrameReader
from wearable_bridge.elder_watch.records import Acknowledgement, Position, Record, Unknown
from wearable_bridge.elder_watch.replies import reply_to
from wearable_bridge.elder_watch.status import Model
from xiaoan.decode.found import Found, show
from xiaoan.decode.lines import lines_of


def run_watch(file: Path, model: Model, as_json: bool) -> bool:
    """True when every line was understood. Raises XiaoanError for a file that cannot be read."""
    return show((_found(line, model) for line in lines_of(file)), as_json)


def _found(line: bytes | None, model: Model) -> Found:
    return Found(error="line too long") if line is None else found_in_line(line, model)


def found_in_line(line: bytes, model: Model) -> Found:
    """Of a frame as it came, as hexadecimal digits, or in JSON as "frame" or "frame_hex". Never raises.

    What stands in several frames of one line is put together.
    """
    sent = _bytes_of(line)
    if sent is None:
        return Found(error='no JSON object with "frame" or "frame_hex"')
    refused: Counter[str] = Counter()
    reader = FrameReader(refused, kept_bytes=max(1, len(sent)))
    frames = reader.feed(sent)
    if reader.held:
        refused["unfinished"] += 1
    if not frames:
        return Found(error=f"no frame ({', '.join(sorted(refused)) or 'empty'})")
    return _together(frames, model, refused)


def _together(frames: list[Frame], model: Model, refused: Counter[str]) -> Found:
    records: list[Record] = []
    replies: list[str] = []
    errors = [f"beside the frame: {', '.join(sorted(refused))}"] if refused else []
    for frame in frames:
        record: Record | None = None
        try:
            record = decode(frame, model)
            records.append(record)
        except DecodeError as error:
            errors.append(f"{frame.command}: {error}")
        reply = reply_to(frame, record)
        if reply is not None:
            replies.append(reply.decode("ascii", errors="replace"))
    alarms = dict.fromkeys(alarm.value for record in records for alarm in record.alarms)
    batteries = [record.battery_percent for record in records if record.battery_percent is not None]
    return Found(
        readings=tuple(value for record in records for value in record.values),
        alarms=tuple(alarms),
        battery=batteries[-1] if batteries else None,
        error="; ".join(errors) or None,
        more=_more(frames, records, replies),
    )


def _more(frames: list[Frame], records: list[Record], replies: list[str]) -> dict[str, Any]:
    positions = [record for record in records if isinstance(record, Position)]
    at = positions[-1].at if positions else None
    more = {
        "commands": [frame.command for frame in frames],
        "id": frames[0].device,
        "backfill": any(record.backfill for record in records) or None,
        "at": None if at is None else at.isoformat(),
        "accepted": next((each.accepted for each in records if isinstance(each, Acknowledgement)), None),
        "unknown_command": any(isinstance(record, Unknown) for record in records) or None,
        "alarm_frame": any(position.is_alarm for position in positions) or None,
        "reply": replies or None,
    }
    return {name: value for name, value in more.items() if value is not None}


def _bytes_of(line: bytes) -> bytes | None:
    """The frame's bytes; None for JSON that holds none."""
    stripped = line.strip()
    if stripped.startswith(b"{"):
        try:
            row = json.loads(stripped)
            return row["frame"].encode() if "frame" in row else bytes.fromhex(row["frame_hex"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None
    if stripped[:2].lower() == b"5b":
        try:
            return bytes.fromhex(stripped.decode("ascii"))
        except ValueError:
            return stripped
    return line
