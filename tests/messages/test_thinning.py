"""When the disk runs low, readings make room; alerts and events never do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from config.settings import DiskSettings
from messages.disk import DiskWatch, free_bytes
from messages.outbox import Lane, Outbox
from messages.outbox_thinning import OutboxThinning
from messages.payloads import Metric, Readings, Sample
from messages.thinning import Thinning, surplus, thinning_for
from tests.messages.support import START, Make

HOUR_OF_SECONDS = st.integers(0, 3600).map(lambda second: START + timedelta(seconds=second))


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (1000, Thinning.NONE),
        (500, Thinning.NONE),
        (499, Thinning.ONE_A_MINUTE),
        (150, Thinning.ONE_A_MINUTE),
        (149, Thinning.OLDEST_AWAY),
        (0, Thinning.OLDEST_AWAY),
    ],
)
def test_so_little_room_asks_for(free: int, expected: Thinning) -> None:
    assert thinning_for(free, 500, 150) is expected


@given(st.lists(st.tuples(st.sampled_from(["pulse", "oxygen"]), HOUR_OF_SECONDS), max_size=60))
def test_one_of_each_series_and_minute_stays_and_it_is_the_first(found: list[tuple[str, datetime]]) -> None:
    away = set(surplus((series, at, key) for key, (series, at) in enumerate(found)))
    left = [each for key, each in enumerate(found) if key not in away]
    minutes = [(series, at.replace(second=0)) for series, at in left]
    assert len(minutes) == len(set(minutes))
    assert set(minutes) == {(series, at.replace(second=0)) for series, at in found}
    for series, at in left:
        same = [other for kind, other in found if kind == series and other.replace(second=0) == at.replace(second=0)]
        assert at == min(same)


def batch(number: int, samples: int = 3) -> Readings:
    """A sample every five seconds, the batches one after the other."""
    at = START + timedelta(seconds=5 * samples * number)
    return Readings(
        home="home-1",
        resident="wang",
        device="bridge-1",
        at=at,
        metric=Metric.HEART_RATE,
        samples=tuple(Sample(at=at + timedelta(seconds=5 * each), value=60 + each) for each in range(samples)),
    )


def waiting(outbox: Outbox) -> list[Readings]:
    rows = outbox.due(START + timedelta(days=1), 1000)
    return [payload for row in rows if isinstance(payload := row.payload(), Readings)]


def test_a_full_disk_thins_the_readings_that_wait_and_nothing_else(outbox: Outbox, engine: Engine, make: Make) -> None:
    for number in range(40):  # ten minutes
        outbox.send(batch(number))
    kept = [make.alert(), make.event()]
    for payload in kept:
        outbox.send(payload)
    thinning = OutboxThinning(engine)
    assert thinning.thin(Thinning.NONE) == 0
    assert thinning.thin(Thinning.ONE_A_MINUTE) == 40
    left = waiting(outbox)
    assert [sample.at for each in left for sample in each.samples] == [START + timedelta(minutes=n) for n in range(10)]
    assert thinning.thin(Thinning.ONE_A_MINUTE) == 0
    assert thinning.thin(Thinning.OLDEST_AWAY) == 5
    assert waiting(outbox) == left[5:]
    assert (outbox.counts()[Lane.ALERTS], outbox.counts()[Lane.EVENTS]) == (1, 1)


def test_what_comes_after_an_empty_outbox_is_thinned_too(outbox: Outbox, engine: Engine, make: Make) -> None:
    thinning = OutboxThinning(engine)
    for _ in range(2):
        for number in range(8):
            outbox.send(batch(number))
        thinning.thin(Thinning.ONE_A_MINUTE)
        assert sum(len(each.samples) for each in waiting(outbox)) == 2
        outbox.published(outbox.due(START + timedelta(days=1), 1000), START)
        assert waiting(outbox) == []


def test_a_message_thinned_while_it_was_under_way_goes_out_again(outbox: Outbox, engine: Engine) -> None:
    outbox.send(batch(0))
    under_way = outbox.due(START, 10)
    OutboxThinning(engine).thin(Thinning.ONE_A_MINUTE)
    outbox.published(under_way, START)
    (left,) = waiting(outbox)
    assert (left.id, len(left.samples)) == (batch_id(under_way[0].payload()), 1)


def batch_id(payload: object) -> object:
    assert isinstance(payload, Readings)
    return payload.id


def test_the_disk_is_asked(tmp_path: Path) -> None:
    assert (free_bytes(tmp_path) or 0) > 0
    assert free_bytes(tmp_path / "gone") is None
    room = {"free": 400_000_000}
    watch = DiskWatch(tmp_path, DiskSettings(low_mb=500, very_low_mb=150), lambda _folder: room["free"])
    assert watch.thinning() is Thinning.ONE_A_MINUTE
    room["free"] = 1_000_000
    assert watch.thinning() is Thinning.OLDEST_AWAY
    assert DiskWatch(tmp_path / "gone", DiskSettings(low_mb=1e12)).thinning() is Thinning.NONE
