"""Reminders from the table and the clock alone, across restarts, with a real database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from assistant.reminders.book import StoredReminders, from_json, to_json
from assistant.reminders.round import ReminderRound
from assistant.reminders.schedule import ReminderSchedule
from assistant.reporter import Reporter
from assistant.speaker.mouth import Mouth
from assistant.store.tables import Base
from config.phrases import load_phrases
from config.settings import ReminderSettings
from messages.database import open_sqlite
from messages.floored_clock import FlooredClock
from messages.outbox import Outbox
from messages.payloads import Event, EventKind
from skills.ports import Recurrence
from tests.assistant.standins import FixedLoudness, RecordingLoudspeaker, SetClock, ToneVoice

ZONE = ZoneInfo("Asia/Shanghai")
EIGHT = Recurrence(times=("08:00",))
SETTINGS = ReminderSettings()


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


class Speaker:
    """The reminder part of a speaker that was just started on a data folder."""

    def __init__(self, folder: Path, clock: SetClock | FlooredClock) -> None:
        self.engine: Engine = open_sqlite(folder / "home.db")
        Base.metadata.create_all(self.engine)
        self.outbox = Outbox(self.engine, clock)
        self.outbox.create()
        self.clock = clock
        reporter = Reporter("home-1", "wang", "speaker-1", clock)
        self.mouth = Mouth(ToneVoice(), RecordingLoudspeaker(), FixedLoudness(), lambda text: [text], lambda on: None)
        self.said: list[str] = []
        self.volumes: list[int] = []
        self.changes = 0
        self.book = StoredReminders(self.engine, self.outbox, reporter, ZONE, SETTINGS, self._changed)
        self.round = ReminderRound(self.engine, self.outbox, reporter, self.mouth, load_phrases("zh"), ZONE, SETTINGS)
        self.mouth.say = self._say  # type: ignore[method-assign, assignment]

    def events(self) -> list[tuple[EventKind, dict[str, str]]]:
        far = self.clock.now() + timedelta(days=30)
        payloads = [row.payload() for row in self.outbox.due(far, 100)]
        return [(each.kind, each.detail) for each in payloads if isinstance(each, Event)]

    def look_at(self, moment: datetime) -> list[str]:
        if isinstance(self.clock, SetClock):
            self.clock.put(moment)
        before = len(self.said)
        self.round.go()
        return self.said[before:]

    def _say(self, text: str, extra_volume: int = 0) -> None:
        self.said.append(text)
        self.volumes.append(extra_volume)

    def _changed(self) -> None:
        self.changes += 1


@pytest.fixture
def clock() -> SetClock:
    return SetClock(local(1, 20))


def test_a_reminder_survives_the_power_cut_and_is_given_until_confirmed(tmp_path: Path, clock: SetClock) -> None:
    kept = Speaker(tmp_path, clock).book.add("wang", "降压药", EIGHT)
    assert kept.recurrence == EIGHT
    speaker = Speaker(tmp_path, clock)
    assert speaker.look_at(local(2, 7, 59)) == []
    assert not speaker.round.reminding()
    assert len(speaker.look_at(local(2, 8))) == 1
    assert speaker.round.reminding()
    assert speaker.look_at(local(2, 8, 5)) == []
    speaker = Speaker(tmp_path, clock)
    assert len(speaker.look_at(local(2, 8, 10))) == 1
    assert speaker.volumes == [8]
    assert [dose.medicine for dose in speaker.book.confirm("wang")] == ["降压药"]
    assert speaker.look_at(local(2, 8, 30)) == []
    assert speaker.events() == [(EventKind.DOSE_TAKEN, {"medicine": "降压药"})]
    assert [dose.state for dose in speaker.book.today("wang")] == ["taken"]


def test_never_confirmed_it_is_reported_once_as_missed(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    speaker.book.add("wang", "降压药", EIGHT)
    for minute in (0, 10, 20, 30, 40, 50):
        speaker.look_at(local(2, 8, minute))
        speaker.look_at(local(2, 8, minute))
    assert speaker.volumes == [0, 8, 15, 22, 30]  # in even steps from 70 to 100
    assert [kind for kind, _ in speaker.events()] == [EventKind.DOSE_MISSED]
    assert speaker.round.untold() == ""


@pytest.mark.parametrize(("back_at", "given"), [((8, 1), True), ((9, 59), True), ((10, 0), False), ((23, 0), False)])
def test_late_after_a_power_cut(tmp_path: Path, clock: SetClock, back_at: tuple[int, int], given: bool) -> None:
    Speaker(tmp_path, clock).book.add("wang", "降压药", EIGHT)
    speaker = Speaker(tmp_path, clock)
    said = speaker.look_at(local(2, *back_at))
    assert bool(said) is given
    assert ("早上八点的降压药" in speaker.round.untold()) is not given
    assert speaker.round.untold() == ""
    assert bool(speaker.events()) is not given


def test_a_late_dose_close_to_the_next_one_is_not_given(tmp_path: Path, clock: SetClock) -> None:
    Speaker(tmp_path, clock).book.add("wang", "钙片", Recurrence(times=("08:00", "10:00")))
    speaker = Speaker(tmp_path, clock)
    assert speaker.look_at(local(2, 9, 1)) == []
    assert len(speaker.look_at(local(2, 10, 0))) == 1


@pytest.mark.parametrize(("back_at", "said_again"), [((9, 59), True), ((10, 0), False), ((18, 0), False)])
def test_a_dose_said_before_the_power_failed_is_not_asked_for_hours_later(
    tmp_path: Path, clock: SetClock, back_at: tuple[int, int], said_again: bool
) -> None:
    before = Speaker(tmp_path, clock)
    before.book.add("wang", "降压药", EIGHT)
    assert len(before.look_at(local(2, 8))) == 1
    speaker = Speaker(tmp_path, clock)
    assert bool(speaker.look_at(local(2, *back_at))) is said_again
    assert [kind for kind, _ in speaker.events()] == ([] if said_again else [EventKind.DOSE_MISSED])


def test_a_clock_that_is_set_back_stops_no_reminder_and_gives_no_dose_twice(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    speaker.book.add("wang", "降压药", EIGHT)
    assert len(speaker.look_at(local(2, 8, 5))) == 1
    speaker.book.confirm("wang")
    assert speaker.look_at(local(2, 7, 55)) == []
    assert speaker.look_at(local(2, 8, 1)) == []
    assert len(speaker.look_at(local(3, 8))) == 1


def test_after_days_without_power_it_is_told_in_one_breath(tmp_path: Path, clock: SetClock) -> None:
    Speaker(tmp_path, clock).book.add("wang", "降压药", EIGHT)
    speaker = Speaker(tmp_path, clock)
    speaker.look_at(local(9, 12))
    told = speaker.round.untold()
    assert told.count("降压药") == 3 and told.count("断过电") == 1
    assert "有八次药" in told and told.index("三月七号") < told.index("三月八号") < told.index("和早上八点")
    assert [kind for kind, _ in speaker.events()] == [EventKind.DOSE_MISSED] * 8


def test_until_the_time_is_trusted_it_says_so_and_gives_no_dose(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    clock.trusted = False
    assert speaker.look_at(local(1, 22)) == []  # nobody relies on it
    speaker.book.add("wang", "降压药", EIGHT)
    (said,) = speaker.look_at(local(2, 8))
    assert "对上时间" in said
    assert speaker.look_at(local(2, 8, 59)) == []
    assert len(speaker.look_at(local(2, 9))) == 1
    assert speaker.events() == [] and not speaker.round.reminding()
    clock.trusted = True
    assert "降压药" in speaker.look_at(local(2, 9, 30))[0]


def test_a_machine_that_woke_up_in_1970_reminds_of_nothing_until_it_knows_the_time(tmp_path: Path) -> None:
    file = tmp_path / "last-known-time"
    FlooredClock(file, False, machine=lambda: local(1, 20)).write()
    Speaker(tmp_path, SetClock(local(1, 20))).book.add("wang", "降压药", EIGHT)
    now, from_network = datetime(1970, 1, 1, tzinfo=UTC), False
    speaker = Speaker(tmp_path, FlooredClock(file, False, lambda: from_network, lambda: now))
    assert speaker.clock.now() >= local(1, 20)
    (said,) = speaker.look_at(now)
    assert "对上时间" in said
    now, from_network = local(2, 8, 5), True
    assert "降压药" in speaker.look_at(now)[0]
    assert speaker.events() == []


def test_a_dose_that_passed_while_the_time_was_unknown_is_told_as_missed(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    speaker.book.add("wang", "降压药", EIGHT)
    clock.trusted = False
    speaker.look_at(local(1, 22))
    clock.trusted = True
    assert speaker.look_at(local(2, 12)) == []
    assert "早上八点的降压药" in speaker.round.untold()
    assert [kind for kind, _ in speaker.events()] == [EventKind.DOSE_MISSED]


@pytest.mark.parametrize(
    ("rhythm", "due"),
    [
        (Recurrence(("08:00",), month_days=(31,)), local(31, 8)),
        (Recurrence(("06:00",), month_days=(15,), lunar=True), local(3, 6)),  # the Lantern Festival
        (Recurrence(("08:00",), every_days=14, start=local(11, 0).date()), local(11, 8)),
        (Recurrence(("02:00", "08:00", "14:00", "20:00")), local(2, 2)),
    ],
)
def test_every_rhythm_is_kept_and_comes_due(tmp_path: Path, clock: SetClock, rhythm: Recurrence, due: datetime) -> None:
    assert Speaker(tmp_path, clock).book.add("wang", "钙片", rhythm).recurrence == rhythm
    speaker = Speaker(tmp_path, clock)
    assert speaker.round.next_moments() == (due,)
    assert speaker.look_at(due - timedelta(minutes=1)) == []
    assert len(speaker.look_at(due)) == 1


def test_a_reminder_kept_before_months_were_known_is_read(tmp_path: Path, clock: SetClock) -> None:
    kept = to_json(EIGHT)
    del kept["month_days"], kept["lunar"]
    assert from_json(kept) == EIGHT


def test_snooze_puts_off_and_cancel_ends(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    entry = speaker.book.add("wang", "降压药", EIGHT)
    assert speaker.book.snooze("wang", timedelta(minutes=10)) == ()
    speaker.look_at(local(2, 8))
    assert len(speaker.book.snooze("wang", timedelta(minutes=10))) == 1
    assert speaker.look_at(local(2, 8, 14)) == []
    assert len(speaker.look_at(local(2, 8, 15))) == 1
    speaker.book.cancel(entry.id)
    assert speaker.look_at(local(2, 8, 40)) == []
    assert speaker.book.entries("wang") == ()
    assert speaker.look_at(local(3, 8)) == []


def test_a_changed_time_is_read_back_and_used(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    entry = speaker.book.add("wang", "降压药", EIGHT)
    changed = speaker.book.change(entry.id, Recurrence(times=("09:00",)))
    assert changed.recurrence.times == ("09:00",)
    assert speaker.look_at(local(2, 8, 30)) == []
    assert len(speaker.look_at(local(2, 9))) == 1
    assert speaker.changes == 2


def test_next_moments_are_the_dose_and_its_repetition(tmp_path: Path, clock: SetClock) -> None:
    speaker = Speaker(tmp_path, clock)
    speaker.book.add("wang", "降压药", EIGHT)
    assert speaker.round.next_moments() == (local(2, 8),)
    speaker.look_at(local(2, 8))
    assert speaker.round.next_moments() == (local(2, 8, 10).astimezone(UTC), local(3, 8))


async def test_apscheduler_wakes_the_speaker_at_the_moment(tmp_path: Path) -> None:
    """The home's clock runs towards eight from when the reminder is there; the machine's does not matter."""

    class Running(SetClock):
        def __init__(self) -> None:
            super().__init__(local(1, 20))
            self._offset: timedelta | None = None

        def run(self, start: datetime) -> None:
            self._offset = start - datetime.now(UTC)

        def now(self) -> datetime:
            return super().now() if self._offset is None else datetime.now(UTC) + self._offset

    clock = Running()
    speaker = Speaker(tmp_path, clock)
    said = asyncio.Event()

    def say(text: str, extra_volume: int = 0) -> None:
        said.set()

    speaker.mouth.say = say  # type: ignore[method-assign, assignment]
    schedule = ReminderSchedule(speaker.round, speaker.clock)
    schedule.start()
    speaker.book.add("wang", "降压药", EIGHT)
    clock.run(local(2, 8) - timedelta(seconds=3))
    schedule.refresh()
    async with asyncio.timeout(25):  # less than until it looks anyway
        await said.wait()
    schedule.stop()
    assert [dose.state for dose in speaker.book.today("wang")] == ["reminding"]


async def test_a_table_that_cannot_be_read_ends_nothing_and_is_looked_at_again(tmp_path: Path) -> None:
    speaker = Speaker(tmp_path, SetClock())
    with speaker.engine.begin() as connection:
        connection.execute(text("ALTER TABLE reminder RENAME TO elsewhere"))
    schedule = ReminderSchedule(speaker.round, speaker.clock)
    schedule.start()
    assert len(schedule._scheduler.get_jobs()) == 1
    schedule.stop()
