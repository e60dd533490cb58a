"""How soon somebody answers, against the telecare standard. Pure: the history of alerts over a period, and `now`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from uuid import UUID

from messages.payloads import AlertKind, AlertState, Urgency
from station.lifecycle import BY_THE_STATION, Action

STANDARD = ((60.0, 97.5), (180.0, 99.0))
"""(seconds, percent): what telecare services are held to; of the calls so many are answered within so long."""

_ANSWERS = frozenset({Action.ACKNOWLEDGE.value, Action.RESOLVE.value})


@dataclass(frozen=True)
class Line:
    """One line of an alert's history, in their order. `urgency` and `kind` are the alert's."""

    alert: UUID
    home: str
    kind: AlertKind
    urgency: Urgency
    action: str
    before: AlertState | None
    after: AlertState
    by: str
    at: datetime


@dataclass(frozen=True)
class Call:
    """Somebody was wanted from `since` on. `ended_at`: answered `by`, or taken back by the resident (`by` is empty)."""

    alert: UUID
    home: str
    kind: AlertKind
    urgency: Urgency
    since: datetime
    ended_at: datetime | None = None
    by: str = ""

    @property
    def answered(self) -> bool:
        return self.ended_at is not None and bool(self.by)

    def waited_s(self, now: datetime) -> float:
        """How long nobody had answered."""
        return max(((self.ended_at or now) - self.since).total_seconds(), 0.0)


@dataclass(frozen=True)
class Share:
    """Of `counted` calls, `within` were answered in `limit_s`."""

    limit_s: float
    standard_percent: float
    counted: int
    within: int

    @property
    def percent(self) -> float:
        """Rounded down to a tenth: what is just missed is never shown as met."""
        return self.within * 1000 // self.counted / 10 if self.counted else 0.0

    @property
    def met(self) -> bool | None:
        """None where there was nothing to answer."""
        return self.within * 100 >= self.standard_percent * self.counted if self.counted else None


@dataclass(frozen=True)
class Summary:
    """The answer times of some calls. `median_s` and `longest_s` are of the answered ones."""

    calls: int
    unanswered: int  # still waiting
    shares: tuple[Share, ...]
    median_s: float | None
    longest_s: float | None


def calls(history: Iterable[Line]) -> tuple[Call, ...]:
    """Each time that a person called, in the order of the lines. An alert whose worker has to look anew calls anew;
    what the station noticed by itself is nobody's call."""
    waiting: dict[UUID, Call] = {}
    ended: list[Call] = []
    for line in history:
        if line.kind in BY_THE_STATION:
            continue
        call = waiting.get(line.alert)
        if line.after is AlertState.RECEIVED:
            if call is None:
                waiting[line.alert] = Call(line.alert, line.home, line.kind, line.urgency, line.at)
        elif call is not None:
            del waiting[line.alert]
            by = line.by if line.action in _ANSWERS else ""
            ended.append(Call(call.alert, call.home, call.kind, call.urgency, call.since, line.at, by))
    return tuple(sorted((*ended, *waiting.values()), key=lambda call: (call.since, call.alert)))


def summary(of: Sequence[Call], now: datetime) -> Summary:
    """A call that nobody has answered, or that was taken back first, counts against a limit once it has waited longer;
    before that it tells nothing about it."""
    waits = sorted(call.waited_s(now) for call in of if call.answered)
    lost = [call.waited_s(now) for call in of if not call.answered]
    shares = []
    for limit_s, percent in STANDARD:
        within = sum(wait <= limit_s for wait in waits)
        shares.append(Share(limit_s, percent, len(waits) + sum(wait > limit_s for wait in lost), within))
    unanswered = sum(call.ended_at is None for call in of)
    return Summary(len(of), unanswered, tuple(shares), median(waits) if waits else None, waits[-1] if waits else None)
