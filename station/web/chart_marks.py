"""What a chart shows besides the values: the resident's usual range, shaded, and the lines of her plan. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from messages.payloads import Metric, PartOfDay, Urgency, UsualRange
from messages.thresholds import Edges, Thresholds

_SIDES = ((True, "low"), (False, "high"))
_NAMES = {Urgency.EMERGENCY: "emergency", Urgency.URGENT: "urgent", Urgency.ATTENTION: "ask"}


@dataclass(frozen=True)
class Stretch:
    """Between `low` and `high` is usual from one moment to another."""

    since: datetime
    until: datetime
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """From here on a finding of that urgency is made: at or below it where it is a low one, else at or above."""

    value: float
    urgency: Urgency
    is_low: bool


@dataclass(frozen=True)
class Marks:
    """Of one metric over one span of time."""

    since: datetime
    until: datetime
    usual: tuple[Stretch, ...] = ()
    lines: tuple[Line, ...] = ()


def marks(
    metric: Metric,
    values: Sequence[float],
    usual: Sequence[UsualRange],
    limits: Thresholds,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> Marks:
    """`values` are those drawn: of the lines only the next ones around them, lest the curve be pressed flat."""
    ranges = {each.part: each for each in usual if each.metric is metric}
    stretches = tuple(
        Stretch(begins, ends, ranges[part].low, ranges[part].high)
        for begins, ends, part in _parts(since, until, limits, zone)
        if part in ranges
    )
    edges = limits.edges(metric)
    return Marks(since, until, stretches, () if edges is None else _lines(edges, values))


def _lines(edges: Edges, values: Sequence[float]) -> tuple[Line, ...]:
    """From the inside out up to the first that no value has reached."""
    found: list[Line] = []
    for is_low, side in _SIDES:
        for urgency in (Urgency.ATTENTION, Urgency.URGENT, Urgency.EMERGENCY):
            edge = getattr(edges, f"{_NAMES[urgency]}_{side}")
            if edge is None:
                continue
            found.append(Line(edge, urgency, is_low))
            if not any(value <= edge if is_low else value >= edge for value in values):
                break
    return tuple(found)


def _parts(
    since: datetime, until: datetime, limits: Thresholds, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime, PartOfDay]]:
    """The days and nights of a span, by the plan's own hours."""
    first = since.astimezone(zone).date()
    hours = ((limits.night_from, PartOfDay.NIGHT), (limits.night_until, PartOfDay.DAY))  # at the same hour: no night
    turns = [
        (datetime.combine(first + timedelta(days=day), time(hour), zone), part)
        for day in range(-1, (until - since).days + 3)
        for hour, part in hours
    ]
    turns.sort(key=lambda turn: turn[0])
    for (turn, part), (following, _) in itertools.pairwise(turns):
        begins, ends = max(turn, since), min(following, until)
        if begins < ends:
            yield begins, ends, part
