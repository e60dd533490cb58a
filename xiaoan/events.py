"""What the supervisor tells while it works: `xiaoan up --json` writes one of these per line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """What happened."""

    STARTED = "started"  # part, pid
    READY = "ready"  # part, took_s
    SOS_READY = "sos_ready"  # part, took_s: a cry for help is taken from now on
    SLOW = "slow"  # part, last_line: not ready after a long time
    DIED = "died"  # part, exit_code or signal, last_line, pause_s
    HELD = "held"  # part: not started again until asked
    STOPPING = "stopping"  # part
    STOPPED = "stopped"  # part
    FORCED = "forced"  # part: it did not stop when asked and was killed
    ALL_READY = "all_ready"
    ADDRESSES = "addresses"  # home, station
    ADMINISTRATOR = "administrator"  # username, password: shown once
    WARNING = "warning"  # last_line


@dataclass(frozen=True)
class Event:
    """`seconds` counts from the start of the supervisor, `took_s` from the start of the part."""

    event: EventKind
    seconds: float
    part: str | None = None
    pid: int | None = None
    took_s: float | None = None
    exit_code: int | None = None
    signal: str | None = None
    last_line: str | None = None
    pause_s: float | None = None
    home: str | None = None
    station: str | None = None
    username: str | None = None
    password: str | None = None

    def as_json(self) -> str:
        """One line, without the fields that say nothing."""
        fields = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(fields, ensure_ascii=False)


Tell = Callable[[Event], None]
