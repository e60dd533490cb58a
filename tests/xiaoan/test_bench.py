"""The benches of an alert's way and of ingest, small, with the real broker and the real worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiaoan.bench import ingest
from xiaoan.bench.ingest import Bench, measure_ingest
from xiaoan.bench.quantiles import milliseconds
from xiaoan.bench.sos import measure_sos

pytestmark = pytest.mark.broker


def silent(_progress: str) -> None:
    pass


def test_quantiles_are_of_the_slowest() -> None:
    seconds = [each / 1000 for each in range(1, 101)]
    assert milliseconds(seconds) == {"p50_ms": 51.0, "p95_ms": 96.0, "p99_ms": 100.0}
    assert milliseconds([0.002]) == {"p50_ms": 2.0, "p95_ms": 2.0, "p99_ms": 2.0}


async def test_every_alert_comes_back(tmp_path: Path) -> None:
    times = await measure_sos(tmp_path, "", 3, silent)
    assert [len(each) for each in (times.to_station, times.to_home, times.raw)] == [3, 3, 3]
    assert min(times.to_home) > 0


def test_every_reading_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises where rows are missing or doubled; so few are too quick for a rate."""
    monkeypatch.setattr(ingest, "SINGLE_MESSAGES", 300)
    monkeypatch.setattr(ingest, "BATCH_MESSAGES", 100)
    figures = measure_ingest(Bench(tmp_path, lambda: "", 1, 20, silent))
    for load, messages, samples in (("single", 300, 1), ("batches", 100, 30)):
        drained = figures[load]
        assert isinstance(drained, dict)
        assert (drained["messages"], drained["samples_each"]) == (messages, samples)
        assert drained["receive_floor_messages_per_s"] > 0
