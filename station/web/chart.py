"""A day's readings as a line that a phone can draw. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from messages.payloads import Metric
from station.views import SampleView

MOST_POINTS = 600
GOOD_ENOUGH = 0.5  # below this quality no rule uses a sample, and no chart shows it

INK = "#0b0b0c"
TICK_MS = 6 * 3600 * 1000

Point = tuple[datetime, float]


def lines(samples: Sequence[SampleView]) -> dict[Metric, tuple[Point, ...]]:
    """Points by metric, thinned, in order of time."""
    found: dict[Metric, list[Point]] = {}
    for sample in samples:
        if sample.quality >= GOOD_ENOUGH:
            found.setdefault(sample.metric, []).append((sample.at, sample.value))
    return {metric: thin(found[metric], MOST_POINTS) for metric in Metric if metric in found}


def thin(points: Sequence[Point], most: int) -> tuple[Point, ...]:
    """At most about `most` points: of each stretch its lowest and its highest, so that no peak is lost."""
    if len(points) <= most:
        return tuple(points)
    width = -(-len(points) * 2 // most)
    kept: list[Point] = []
    for start in range(0, len(points), width):
        stretch = points[start : start + width]
        ends = {min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])}
        kept += sorted(ends)
    return tuple(kept)


def options(points: Sequence[Point], title: str, timezone: ZoneInfo) -> dict[str, object]:
    """ECharts options of one line over time, in the home's local time."""
    data = [[at.astimezone(timezone).strftime("%Y-%m-%d %H:%M:%S"), round(value, 1)] for at, value in points]
    return {
        "animation": False,
        "title": {"text": title, "textStyle": {"fontSize": 18, "color": INK}, "left": 4},
        "grid": {"left": 46, "right": 14, "top": 54, "bottom": 30},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time",
            "minInterval": TICK_MS,
            "maxInterval": TICK_MS,
            "axisLabel": {"color": INK, "fontSize": 13, "formatter": "{HH}:{mm}", "hideOverlap": True},
        },
        "yAxis": {"type": "value", "scale": True, "minInterval": 1, "axisLabel": {"color": INK, "fontSize": 13}},
        "series": [
            {"type": "line", "data": data, "showSymbol": len(data) < 40, "lineStyle": {"width": 3}, "color": "#0b4ea2"}
        ],
    }
