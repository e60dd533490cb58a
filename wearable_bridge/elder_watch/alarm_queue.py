"""Alarms that wait to be written, and the answers that wait for that. Calls for help come before notices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wearable_bridge.ports import AlarmKind, SourceAlarm

CALLS = frozenset((AlarmKind.SOS, AlarmKind.FALL, AlarmKind.UNNAMED))
CALL_AGAIN_S = 10.0  # the same call of the same watch, just written, is only answered
NOTICE_AGAIN_S = 3600.0  # a low battery stands in every position
Answer = Callable[[], None]
Key = tuple[str, AlarmKind]  # a watch's number, and what it is about


@dataclass(slots=True)
class Pending:
    """One alarm, however often the watch has said it meanwhile."""

    key: Key
    alarm: SourceAlarm
    answer: Answer | None = field(default=None)  # to the newest frame that said it


class AlarmQueue:
    """Bounded by the number of watches: a kind of alarm of a watch waits once. Times in seconds of one clock."""

    def __init__(self) -> None:
        self._calls: dict[Key, Pending] = {}
        self._notices: dict[Key, Pending] = {}
        self._written: dict[Key, float] = {}

    def put(self, number: str, alarm: SourceAlarm, now_s: float) -> Pending | None:
        """Where it waits. None: the same was written a moment ago."""
        key = (number, alarm.kind)
        is_call = alarm.kind in CALLS
        queue = self._calls if is_call else self._notices
        if key in queue:
            return queue[key]
        written = self._written.get(key)
        if written is not None and now_s - written < (CALL_AGAIN_S if is_call else NOTICE_AGAIN_S):
            return None
        queue[key] = Pending(key, alarm)
        return queue[key]

    def first(self) -> Pending | None:
        """The one to be written next. It stays until `written`."""
        queue = self._calls or self._notices
        return next(iter(queue.values()), None)

    def written(self, pending: Pending, now_s: float) -> None:
        """It is safe: the watch gets its answer."""
        self._calls.pop(pending.key, None)
        self._notices.pop(pending.key, None)
        self._written[pending.key] = now_s
        if pending.answer is not None:
            pending.answer()
