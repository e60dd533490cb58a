"""The bench of a bridge with many watches, with a few: every figure is there, and everything was answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaoan.bench import bridge
from xiaoan.errors import XiaoanError


@pytest.mark.broker
def test_a_few_watches_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "SPREAD_S", 0.5)
    monkeypatch.setattr(bridge, "HURRY_S", 30.0)
    monkeypatch.setattr(bridge, "HURRYING", 2)
    monkeypatch.setattr(bridge, "HURRIED_FRAMES", 20)
    figures = bridge.measure_bridge(tmp_path, 4, lambda _: None)
    assert (figures["connected"], figures["unanswered"], figures["late"]) == (4, 0, 0)
    for name in ("first_answer", "answer", "sos_answer"):
        times = figures[name]
        assert isinstance(times, dict)
        assert set(times) == {"p50_ms", "p95_ms", "p99_ms", "max_ms"}
    for name in ("frames_per_s", "memory_before_mb", "memory_connected_mb", "memory_at_last_mb"):
        value = figures[name]
        assert isinstance(value, int | float)
        assert value > 0


def test_too_few_open_files_are_told_with_the_number_that_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "allow_open_files", lambda _wanted: 1024)
    with pytest.raises(XiaoanError, match="ulimit -Hn 5300"):
        bridge.measure_bridge(tmp_path, 5000, lambda _: None)
