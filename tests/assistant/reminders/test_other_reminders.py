"""Alarms, countdowns and tasks, from the table and the clock alone: nobody but the resident is told of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from assistant.reminders.decide import pace_of
from assistant.reminders.lines import spoken_line
from assistant.reminders.ringing import Ringing, says_that_done
from assistant.store.tables import Base
from assistant.store.upgrade import add_new_columns
from config.phrases import load_phrases
from config.settings import ReminderSettings
from messages.payloads import EventKind
from skills.ports import DueDose, Recurrence, ReminderEntry, ReminderKind
from tests.assistant.reminders.test_round import EIGHT, Speaker, local
from tests.assistant.standins import SetClock
from tests.skills.conftest import Book

ALARM, COUNTDOWN, TASK = ReminderKind.ALARM, ReminderKind.COUNTDOWN, ReminderKind.TASK
SECOND = date(2026, 3, 2)
SEVEN = Recurrence(("07:00",))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(local(1, 20))


@pytest.fixture
def speaker(tmp_path: Path, clock: SetClock) -> Speaker:
    return Speaker(tmp_path, clock)


def put(
    speaker: Speaker, kind: ReminderKind, recurrence: Recurrence = SEVEN, about: str = "", medicine: str = ""
) -> ReminderEntry:
    return speaker.book.add("wang", medicine, recurrence, kind, about)


def ringing(speaker: Speaker) -> Ringing:
    return Ringing(speaker.book, "wang", 600.0, speaker.round.reminding, load_phrases("zh"))


def moment(hour: int, minute: int, second: int = 0) -> datetime:
    return local(2, hour, minute).replace(second=second)


def once(time: str, after_s: int = 0) -> Recurrence:
    return Recurrence((time,), on=SECOND, after_s=after_s)


@pytest.mark.parametrize(
    ("kind", "after_s", "about", "first", "again"),
    [
        (ALARM, 0, "", "早上七点了，您定的闹钟到点了。", "早上七点零五分"),
        (ALARM, 0, "起床", "早上七点了，该起床了。", "该起床了"),
        (COUNTDOWN, 600, "", "十分钟到了。", "十分钟早就到了"),
        (TASK, 0, "接孙子", "该接孙子了。", "别忘了"),
        (TASK, 1200, "关火", "二十分钟到了，该关火了。", "该关火了"),
        (TASK, 0, "有个会", "到点了，提醒您：有个会。", "有个会"),
    ],
)
def test_what_is_said_fits_the_kind(kind: ReminderKind, after_s: int, about: str, first: str, again: str) -> None:
    dose, phrases = DueDose(uuid4(), "", local(2, 7), "reminding", kind, about, after_s), load_phrases("zh")
    assert spoken_line(dose, 0, local(2, 7), phrases) == first
    assert again in spoken_line(dose, 1, local(2, 7, 5), phrases)


def test_it_is_kept_and_said_when_it_is_due(speaker: Speaker) -> None:
    entry = put(speaker, TASK, once("07:00:00", 1200), "关火")
    assert (entry.kind, entry.about, entry.recurrence) == (TASK, "关火", once("07:00:00", 1200))
    assert speaker.look_at(local(2, 6, 59)) == []
    assert speaker.look_at(local(2, 7)) == ["二十分钟到了，该关火了。"]


@pytest.mark.parametrize(("kind", "told"), [(ALARM, ""), (COUNTDOWN, ""), (TASK, "早上七点喂鱼")])
def test_never_answered_it_grows_louder_and_nobody_is_told(speaker: Speaker, kind: ReminderKind, told: str) -> None:
    pace = pace_of(kind, ReminderSettings())
    put(speaker, kind, once("07:00"), "喂鱼" if kind is TASK else "")
    for index in range(pace.repeats + 2):
        at = moment(7, int(index * pace.repeat_every_s // 60))
        speaker.look_at(at)
        speaker.look_at(at)
    assert len(speaker.volumes) == pace.repeats + 1
    assert speaker.volumes == sorted(set(speaker.volumes)), "louder each time"
    assert speaker.events() == []
    assert (told in speaker.round.untold()) if told else speaker.round.untold() == ""
    assert speaker.book.entries("wang") == ()  # it was for this once


@pytest.mark.parametrize(
    ("kind", "back_at", "given"),
    [(ALARM, (7, 29), True), (TASK, (7, 30), False), (COUNTDOWN, (7, 9), True), (COUNTDOWN, (7, 10), False)],
)  # fmt: skip
def test_due_while_the_power_was_off(
    tmp_path: Path, clock: SetClock, kind: ReminderKind, back_at: tuple[int, int], given: bool
) -> None:
    put(Speaker(tmp_path, clock), kind, once("07:00:00", 600 if kind is COUNTDOWN else 0))
    speaker = Speaker(tmp_path, clock)
    said = speaker.look_at(local(2, *back_at))
    assert bool(said) is given
    assert all("说晚了" in line for line in said)
    told = speaker.round.untold()
    assert ("没提醒到您" in told) is not given
    assert speaker.round.untold() == "" and speaker.events() == []
    assert [entry.id for entry in speaker.book.entries("wang")] == [
        dose.reminder for dose in speaker.book.ringing("wang")
    ]


def test_missed_medicine_and_a_missed_alarm_are_told_one_after_the_other(tmp_path: Path, clock: SetClock) -> None:
    before = Speaker(tmp_path, clock)
    before.book.add("wang", "降压药", EIGHT)
    put(before, ALARM, once("07:00"))
    speaker = Speaker(tmp_path, clock)
    speaker.look_at(local(2, 12))
    told = speaker.round.untold()
    assert told.index("早上八点的降压药") < told.index("还有没提醒到您的：早上七点的闹钟。")
    assert [kind for kind, _ in speaker.events()] == [EventKind.DOSE_MISSED]


def test_a_countdown_wakes_the_speaker_at_its_second(speaker: Speaker) -> None:
    put(speaker, COUNTDOWN, once("07:00:30", 90))
    assert speaker.round.next_moments() == (moment(7, 0, 30),)
    assert speaker.look_at(moment(7, 0, 29)) == []
    assert speaker.look_at(moment(7, 0, 30)) == ["一分钟三十秒到了。"]


def test_a_word_ends_it_and_a_rhythm_goes_on(speaker: Speaker) -> None:
    put(speaker, ALARM)
    assert not ringing(speaker).knows("知道了") and ringing(speaker).hear("知道了") is None
    speaker.look_at(local(2, 7))
    assert ringing(speaker).knows("知道了") and ringing(speaker).hear("知道了") == "好，不响了。"
    assert speaker.look_at(local(2, 7, 1)) == [] and speaker.events() == []
    assert len(speaker.look_at(local(3, 7))) == 1


class RingingBook(Book):
    """An alarm rings, and is read from memory."""

    def __init__(self, about: str = "") -> None:
        super().__init__()
        self.rings = (DueDose(uuid4(), "", local(2, 7), "reminding", ALARM, about),)


def hear(word: str, about: str = "") -> tuple[str | None, RingingBook]:
    book = RingingBook(about)
    rings = Ringing(book, "wang", 600.0, lambda: False, load_phrases("zh"))
    knows = rings.knows(word)
    said = rings.hear(word)
    assert knows is (said is not None)
    return said, book


@pytest.mark.parametrize(
    "word",
    [
        "知道了",
        "好了",
        "起来了",
        "停",
        "别响了",
        "把闹钟关了",
        "关掉闹钟",
        "我这就起",
        "行，知道了",
        "吃过了",
        "火关了",
        "got it",
    ],
)
def test_words_that_end_it(word: str) -> None:
    said, book = hear(word, "关火")
    assert said and book.rings == ()


@pytest.mark.parametrize(
    "talk", ["今天冷不冷", "孙子还没来", "我没事", "不好了", "下雨了", "取消闹钟", "嗯", "救命", "", "了" * 5000]
)
def test_other_talk_does_not(talk: str) -> None:
    said, book = hear(talk)
    assert said is None and book.rings


@pytest.mark.parametrize(
    ("word", "minutes"),
    [("等一会儿", 10), ("再睡五分钟", 5), ("过一刻钟再叫我", 15), ("等等", 10), ("让我再睡会儿", 10)],
)
def test_put_off_as_long_as_was_said(word: str, minutes: int) -> None:
    said, book = hear(word)
    assert said is not None and "再叫您" in said
    assert book.pause == timedelta(minutes=minutes)


def test_a_table_that_fails_is_no_answer() -> None:
    book = RingingBook()
    book.broken = True
    assert Ringing(book, "wang", 600.0, lambda: False, load_phrases("zh")).hear("知道了") is None


@pytest.mark.parametrize(
    ("said", "about", "done"),
    [("电话打过了", "给闺女打电话", True), ("火关了", "关火", True), ("孙子接回来了", "接孙子", True),
     ("门没锁了", "锁门", False), ("下雨了", "接孙子", False), ("下雨了", "", False)],
)  # fmt: skip
def test_saying_that_it_is_done(said: str, about: str, done: bool) -> None:
    assert says_that_done(said, about) is done


def test_put_off_it_is_said_again_and_not_as_late(speaker: Speaker) -> None:
    put(speaker, ALARM, once("07:00"), "起床")
    speaker.look_at(local(2, 7))
    assert ringing(speaker).hear("再睡五分钟") == "好，过五分钟再叫您。"
    assert speaker.look_at(local(2, 7, 4)) == []
    assert speaker.look_at(local(2, 7, 5)) == ["已经早上七点零五分了，该起床了。起来了就说一声。"]


def test_a_dose_that_is_waited_for_is_not_settled_by_the_way(speaker: Speaker) -> None:
    speaker.book.add("wang", "降压药", EIGHT)
    put(speaker, ALARM, once("08:00"))
    speaker.look_at(local(2, 8))
    rings = ringing(speaker)
    assert rings.hear("吃过了") is None and rings.hear("等一会儿") is None
    assert rings.hear("知道了")
    assert speaker.round.reminding() and speaker.book.ringing("wang") == ()
    assert [dose.medicine for dose in speaker.book.confirm("wang")] == ["降压药"]


def test_an_alarm_alone_is_no_dose(speaker: Speaker) -> None:
    put(speaker, ALARM)
    speaker.look_at(local(2, 7))
    assert not speaker.round.reminding()
    assert speaker.book.confirm("wang") == ()
    assert len(speaker.book.settle("wang")) == 1 and speaker.book.settle("wang") == ()


def test_moved_while_it_rings_it_is_silent_until_then(speaker: Speaker) -> None:
    entry = put(speaker, ALARM)
    speaker.look_at(local(2, 7))
    speaker.book.change(entry.id, Recurrence(("09:00",)))
    assert speaker.look_at(local(2, 7, 30)) == []
    assert len(speaker.look_at(local(2, 9))) == 1


def test_without_the_time_alarms_are_not_to_be_relied_on(speaker: Speaker, clock: SetClock) -> None:
    put(speaker, ALARM)
    clock.trusted = False
    (line,) = speaker.look_at(local(2, 7))
    assert "闹钟" in line and "吃药" not in line


def test_the_table_of_an_older_release_holds_medicine(tmp_path: Path, clock: SetClock) -> None:
    before = Speaker(tmp_path, clock)
    before.book.add("wang", "降压药", EIGHT)
    with before.engine.begin() as connection:
        for column in ("kind", "about"):
            connection.execute(text(f"ALTER TABLE reminder DROP COLUMN {column}"))
    add_new_columns(before.engine, Base.metadata)
    (kept,) = Speaker(tmp_path, clock).book.entries("wang")
    assert (kept.medicine, kept.kind, kept.about) == ("降压药", ReminderKind.MEDICINE, "")
