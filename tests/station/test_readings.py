"""Readings at the station: many at once, each once, and thinned when the disk runs low; on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from config.settings import DiskSettings
from messages.disk import DiskWatch
from messages.payloads import Metric, PartOfDay, Readings, Sample, Usual, UsualRange
from messages.topics import topic_for
from station.ingest.arrived import Arrived
from station.ingest.reading_intake import ReadingIntake
from station.reading_thinning import ReadingThinning
from station.tables import AlertRow, EventRow, ReadingBatchRow, ReadingRow
from tests.station.support import COMMUNITY, LI, START, Rig, a_cancel, a_cry

YEAR_2099 = datetime(2099, 1, 1, tzinfo=UTC)


def some(at: datetime = START, home: str = "home-1", batch: UUID | None = None, samples: int = 3) -> Readings:
    points = tuple(Sample(at=at + timedelta(seconds=10 * n), value=70.5 + n, quality=0.9) for n in range(samples))
    return Readings(
        id=batch or uuid4(),
        home=home,
        resident="wang",
        device="bridge-1",
        at=at,
        metric=Metric.HEART_RATE,
        samples=points,
    )


def arrived(*batches: Readings) -> list[Arrived]:
    return [Arrived(topic_for(COMMUNITY, each), each.body()) for each in batches]


def test_many_messages_are_kept_once_with_their_rubbish_aside(rig: Rig) -> None:
    intake = ReadingIntake(rig.database, rig.intake)
    good = [some(home=f"home-{number}") for number in range(20)]
    rubbish = Arrived("care/v1/demo/home-1/reading/heart_rate", b"\xff{")
    stray = Arrived(topic_for(COMMUNITY, a_cry()), a_cry().body())
    intake.take_all([*arrived(*good), rubbish, *arrived(good[0])])
    intake.take_all([*arrived(good[3], some(home="home-0")), stray])
    assert (rig.count(ReadingBatchRow), rig.count(ReadingRow)) == (21, 63)
    assert rig.dead_letters.count() == 2
    shown = rig.board.readings(LI, "home-3", "wang", START)
    assert [(each.metric, each.at, each.value, each.quality) for each in shown] == [
        (Metric.HEART_RATE, START + timedelta(seconds=10 * n), 70.5 + n, 0.9) for n in range(3)
    ]


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(rig: Rig) -> None:
    intake = ReadingIntake(rig.database, rig.intake)
    before_time = some(at=datetime(1, 1, 1, 12, tzinfo=UTC))
    intake.take_all(arrived(some(), before_time, some()))
    assert (rig.count(ReadingBatchRow), rig.dead_letters.count()) == (2, 1)


def test_clocks_that_are_wrong_are_kept_and_leave_the_chart_alone(rig: Rig) -> None:
    intake = ReadingIntake(rig.database, rig.intake)
    intake.take_all(arrived(some(), some(at=YEAR_2099), some(at=datetime(1970, 1, 1, tzinfo=UTC))))
    assert rig.count(ReadingRow) == 9
    shown = rig.board.readings(LI, "home-1", "wang", START - timedelta(days=1), None, START + timedelta(days=1))
    assert len(shown) == 3


def test_low_disk_thins_old_readings_and_never_an_alert(rig: Rig) -> None:
    room = {"free": 10**12}
    disk = DiskWatch(Path("/"), DiskSettings(), lambda _folder: room["free"])
    thinning = ReadingThinning(rig.database, disk, rig.clock)
    rig.take(a_cry())
    rig.take(a_cancel(uuid4()))
    intake = ReadingIntake(rig.database, rig.intake)
    intake.take_all(arrived(*(some(START + timedelta(minutes=n), samples=6) for n in range(30))))
    rig.clock.forward(3 * 86400)
    intake.take_all(arrived(some(rig.clock.now(), samples=6)))
    assert thinning.work() == 0
    room["free"] = 400_000_000
    assert thinning.work() == 150
    assert rig.count(ReadingRow) == 36  # one a minute of the old ones, all of today's
    room["free"] = 100
    assert thinning.work() > 0
    assert rig.count(ReadingRow) < 36
    assert (rig.count(AlertRow), rig.count(EventRow)) == (1, 1)
    assert len(rig.board.readings(LI, "home-1", "wang", rig.clock.now())) == 6


def test_what_bridges_learnt_to_be_usual_is_kept_by_its_newest_word(rig: Rig) -> None:
    def usual(device: str, low: float, days: int, *parts: PartOfDay) -> Usual:
        ranges = tuple(UsualRange(metric=Metric.HEART_RATE, part=part, low=low, high=90, days=days) for part in parts)
        return Usual(home="home-1", resident="wang", device=device, at=START, ranges=ranges)

    rig.take(usual("bridge-1", 50, 7, PartOfDay.DAY))
    rig.take(usual("bridge-1", 60, 8, PartOfDay.DAY))
    rig.take(usual("bridge-2", 99, 3, PartOfDay.DAY, PartOfDay.NIGHT))
    shown = {(each.part, each.low) for each in rig.board.usual(LI, "home-1", "wang")}
    assert shown == {(PartOfDay.DAY, 60), (PartOfDay.NIGHT, 99)}
    assert rig.board.usual(LI, "home-1", "li") == ()
