"""Whether the speaker took a turn that was not over, and the pause that is learned from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import structlog

from assistant.speaker.own_voice import HeardAt
from messages.errors import OutboxError

GOES_ON_WITHIN_S = 2.0  # beyond the pause that was waited for
_MORE_S = 0.5
_TIMES = 2  # one may be an afterthought
_LONGEST_S = 6.0


class Pauses(Protocol):
    """How long the resident may pause in a sentence; see assistant.store.voice_settings."""

    @property
    def pause_s(self) -> float: ...
    def set_pause_s(self, seconds: float) -> None:
        """Raises OutboxError when it cannot be kept."""


@dataclass
class FixedPauses:
    """Nothing is learned."""

    pause_s: float

    def set_pause_s(self, seconds: float) -> None:
        self.pause_s = seconds


@dataclass(frozen=True)
class LastTurn:
    """What was last said to the speaker, without the wake word. Times are monotonic."""

    request: str
    ended_at: float


def went_on(last: LastTurn, began_at: float, answer_sounded_at: float, pause_s: float) -> bool:
    """True when somebody spoke before a sound of the answer was heard: whoever spoke last had not finished."""
    if not 0 < began_at - last.ended_at <= pause_s + GOES_ON_WITHIN_S:
        return False
    return not last.ended_at < answer_sounded_at <= began_at


def learned_pause_s(cut_off_after_s: list[float], present_s: float) -> float | None:
    """The pause to wait for from now on, after going on so long after the end of turns; None: as before."""
    if len(cut_off_after_s) < _TIMES:
        return None
    wanted_s = round(min(_LONGEST_S, max(cut_off_after_s) + _MORE_S), 1)
    return wanted_s if wanted_s > present_s else None


class Resuming:
    """What she goes on with is put together with what she said before."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses
        self._last: LastTurn | None = None
        self._cut_off_after_s: list[float] = []

    def note(self, request: str, heard: HeardAt, unfinished: bool) -> None:
        """`unfinished`: it was not understood, or something was asked."""
        self._last = LastTurn(request, heard.ended_at) if unfinished else None

    def whole(self, request: str, heard: HeardAt, answer_sounded_at: float) -> str | None:
        """All that she has said, when she had not finished; else None."""
        last, present_s = self._last, self._pauses.pause_s
        if last is None or not went_on(last, heard.began_at, answer_sounded_at, present_s):
            return None
        if last.request:
            self._learn(heard.began_at - last.ended_at, present_s)
        return f"{last.request}{request}"

    def _learn(self, after_s: float, present_s: float) -> None:
        self._cut_off_after_s.append(after_s)
        learned_s = learned_pause_s(self._cut_off_after_s, present_s)
        if len(self._cut_off_after_s) >= _TIMES:
            self._cut_off_after_s.clear()
        if learned_s is None:
            return
        try:
            self._pauses.set_pause_s(learned_s)
        except OutboxError as error:  # her request matters more; it is learned the next time
            structlog.get_logger().error("the learned pause could not be kept", reason=str(error))
