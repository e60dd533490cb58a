"""A day's readings as a line that a phone can draw. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from config.phrases import Phrases
from messages.payloads import Metric, Urgency, UsualRange
from station.views import SampleView
from station.web.chart_marks import Marks

MOST_POINTS = 600
GOOD_ENOUGH = 0.5  # below this quality no rule uses a sample, and no chart shows it

INK, CURVE = "#0b0b0c", "#0b4ea2"
SHADE = {"color": "rgba(10,107,47,.24)", "borderColor": "#0a6b2f", "borderWidth": 1}  # seen in sunlight too
TONES: Mapping[Urgency, str] = {  # as in station.css
    Urgency.EMERGENCY: "#b3001b",
    Urgency.URGENT: "#a34700",
    Urgency.ATTENTION: "#0b4ea2",
}
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


def options(
    points: Sequence[Point], title: str, timezone: ZoneInfo, marks: Marks, phrases: Phrases
) -> dict[str, object]:
    """ECharts options of one line over time, in the home's local time, with what is usual and the plan's lines."""
    data = [[_local(at, timezone), round(value, 1)] for at, value in points]
    low, high = _span([value for _, value in points], marks)
    last = max([marks.until, *(at for at, _ in points)])
    return {
        "animation": False,
        "title": {"text": title, "textStyle": {"fontSize": 18, "color": INK}, "left": 4},
        "grid": {"left": 46, "right": 14, "top": 54, "bottom": 30},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "time",
            "min": _local(marks.since, timezone),
            "max": _local(last, timezone),
            "minInterval": TICK_MS,
            "maxInterval": TICK_MS,
            "axisLabel": {"color": INK, "fontSize": 13, "formatter": "{HH}:{mm}", "hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "min": low,
            "max": high,
            "minInterval": 1,
            "axisLabel": {"color": INK, "fontSize": 13, "showMinLabel": False, "showMaxLabel": False},
            "splitLine": {"show": False},
        },
        "series": [
            {
                "type": "line",
                "data": data,
                "showSymbol": len(data) < 40,
                "lineStyle": {"width": 3},
                "color": CURVE,
                "markArea": {"silent": True, "itemStyle": SHADE, "data": _areas(marks, timezone)},
                "markLine": {"silent": True, "symbol": "none", "data": _lines(marks, phrases)},
            }
        ],
    }


def usual_in_words(metric: Metric, usual: Sequence[UsualRange], phrases: Phrases) -> str:
    """What is shaded, in words; empty where nothing is."""
    found = sorted((each for each in usual if each.metric is metric), key=lambda each: each.part)
    parts = [phrases(f"station.chart.{each.part}", low=_number(each.low), high=_number(each.high)) for each in found]
    return phrases("station.chart.usual", parts=phrases("station.chart.between").join(parts)) if parts else ""


def _areas(marks: Marks, timezone: ZoneInfo) -> list[list[dict[str, object]]]:
    return [
        [
            {"xAxis": _local(each.since, timezone), "yAxis": round(each.low, 1)},
            {"xAxis": _local(each.until, timezone), "yAxis": round(each.high, 1)},
        ]
        for each in marks.usual
    ]


def _lines(marks: Marks, phrases: Phrases) -> list[dict[str, object]]:
    return [
        {
            "yAxis": line.value,
            "lineStyle": {"color": TONES[line.urgency], "width": 2, "type": "dashed"},
            "label": {
                "position": "insideEndBottom" if line.is_low else "insideEndTop",
                "color": TONES[line.urgency],
                "fontSize": 14,
                "fontWeight": "bold",
                "formatter": f"{phrases(f'station.urgency.{line.urgency}')} {_number(line.value)}",
            },
        }
        for line in marks.lines
    ]


def _span(values: Sequence[float], marks: Marks) -> tuple[float, float]:
    """Everything that is drawn, and room for the words at the lines."""
    shown = [*values, *(end for each in marks.usual for end in (each.low, each.high))]
    shown += [line.value for line in marks.lines]
    low, high = min(shown), max(shown)
    room = max((high - low) * 0.12, 1.0)
    return math.floor(low - room), math.ceil(high + room)


def _local(moment: datetime, timezone: ZoneInfo) -> str:
    return moment.astimezone(timezone).strftime("%Y-%m-%d %H:%M:%S")


def _number(value: float) -> str:
    return f"{round(value, 1):g}"
