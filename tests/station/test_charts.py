"""What a chart shows besides the values: her usual range by day and night, and only the lines that matter."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.phrases import load_phrases
from messages.payloads import Metric, PartOfDay, UsualRange
from messages.thresholds import Thresholds
from station.web import chart
from station.web.chart_marks import Marks, marks

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE).astimezone(UTC)
DAY = timedelta(days=1)
USUAL = (
    UsualRange(metric=Metric.HEART_RATE, part=PartOfDay.DAY, low=61.6, high=78, days=9),
    UsualRange(metric=Metric.HEART_RATE, part=PartOfDay.NIGHT, low=52, high=66, days=9),
    UsualRange(metric=Metric.SPO2, part=PartOfDay.DAY, low=95, high=99, days=9),
)


def made(metric: Metric, *values: float, limits: Thresholds | None = None) -> Marks:
    return marks(metric, values, USUAL, limits or Thresholds(), NOW - DAY, NOW, ZONE)


def test_day_and_night_are_shaded_by_the_plan_s_own_hours() -> None:
    shown = made(Metric.HEART_RATE, 70)
    local = [(each.since.astimezone(ZONE).hour, each.until.astimezone(ZONE).hour, each.low) for each in shown.usual]
    assert local == [(10, 22, 61.6), (22, 6, 52), (6, 10, 61.6)]
    late = made(Metric.HEART_RATE, 70, limits=Thresholds(night_from=1, night_until=9))
    assert [each.until.astimezone(ZONE).hour for each in late.usual] == [1, 9, 10]
    assert [each.high for each in made(Metric.SPO2, 97).usual] == [99, 99]  # nothing is known of the night
    assert made(Metric.TEMPERATURE, 36.5).usual == ()


@pytest.mark.parametrize(
    ("metric", "values", "lines"),
    [
        (Metric.HEART_RATE, (70,), [40, 111]),
        (Metric.HEART_RATE, (70, 112), [40, 111, 131]),
        (Metric.HEART_RATE, (39, 150), [40, 111, 131, 141]),
        (Metric.SPO2, (97,), [93]),
        (Metric.SPO2, (88,), [93, 91, 84]),
        (Metric.DIASTOLIC, (80,), []),
        (Metric.STEPS, (800,), []),
    ],
)
def test_of_the_lines_those_reached_and_the_next_one_are_drawn(
    metric: Metric, values: tuple[float, ...], lines: list[float]
) -> None:
    assert [line.value for line in made(metric, *values).lines] == lines


def test_everything_drawn_has_room_and_words() -> None:
    points = [(NOW - timedelta(hours=hour), 70.0 + hour) for hour in range(20, 0, -1)]
    shown: dict[str, Any] = chart.options(points, "心率", ZONE, made(Metric.HEART_RATE, 70, 90), load_phrases("zh"))
    assert shown["yAxis"]["min"] < 40
    assert shown["yAxis"]["max"] > 111
    assert shown["xAxis"]["min"] == "2026-03-01 10:00:00"
    [series] = shown["series"]
    assert [label["label"]["formatter"] for label in series["markLine"]["data"]] == ["较急 40", "关注 111"]
    assert series["markArea"]["data"][1][0] == {"xAxis": "2026-03-01 22:00:00", "yAxis": 52}
    words = chart.usual_in_words(Metric.HEART_RATE, USUAL, load_phrases("zh"))
    assert words == "阴影是平时的范围：白天 61.6–78，夜里 52–66"
    assert chart.usual_in_words(Metric.TEMPERATURE, USUAL, load_phrases("zh")) == ""
