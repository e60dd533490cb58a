"""The station is told of what is usual when a week has been learnt, once for each day more, and after a restart."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path

from messages.database import open_sqlite
from messages.outbox import Outbox
from messages.payloads import Metric, PartOfDay, Sample, Usual
from messages.topics import entry_for, topic_for
from tests.messages.support import SetClock
from tests.wearable_bridge.vitals.told import MINUTES
from wearable_bridge.ports import Wearer
from wearable_bridge.vitals.baseline import DAYS_NEEDED
from wearable_bridge.vitals.kept import Kept
from wearable_bridge.vitals.residents import Residents
from wearable_bridge.vitals.usual_news import UsualNews


class House:
    """Residents of a bridge's database, and what waits in its outbox."""

    def __init__(self, file: Path, clock: SetClock) -> None:
        engine = open_sqlite(file)
        kept = Kept(engine)
        kept.create()
        self.clock = clock
        self.outbox = Outbox(engine, clock)
        self.outbox.create()
        self.residents = Residents(kept, MINUTES, UTC)
        self.residents.load()
        self.news = UsualNews(self.residents, self.outbox, clock, "home-1", "bridge-1")

    def day(self) -> None:
        """A pulse of 60 to 69 every quarter of an hour of one day, from noon."""
        person = self.residents.person(Wearer("wang"))
        assert person is not None
        for quarter in range(20):
            at = self.clock.now() + timedelta(minutes=15 * quarter)
            person.take(Metric.HEART_RATE, Sample(at=at, value=60 + quarter % 10))
        self.clock.forward(86_400)

    def waiting(self) -> list[Usual]:
        return [word for row in self.outbox.due(self.clock.now(), 100) if isinstance(word := row.payload(), Usual)]


def test_the_station_is_told_once_for_each_day_more(tmp_path: Path, clock: SetClock) -> None:
    house = House(tmp_path / "bridge.db", clock)
    for _ in range(DAYS_NEEDED + 1):
        house.day()
    assert house.news.tell() == 1
    assert house.news.tell() == 0
    [usual] = house.waiting()
    [pulse] = usual.ranges
    assert (pulse.metric, pulse.part, pulse.days) == (Metric.HEART_RATE, PartOfDay.DAY, DAYS_NEEDED)
    assert 60 <= pulse.low < 62
    assert 67 < pulse.high <= 69
    assert topic_for("demo", usual) == "care/v1/demo/home-1/usual/wang/bridge-1"
    assert entry_for(usual).retain
    house.day()
    assert house.news.tell() == 1
    [newest] = house.waiting()  # in place of the older word
    assert newest.ranges[0].days == DAYS_NEEDED + 1
    house.residents.save()
    after = House(tmp_path / "bridge.db", clock)
    assert after.news.tell() == 0  # nobody is known before a value comes
    after.residents.person(Wearer("wang"))
    assert after.news.tell() == 1
