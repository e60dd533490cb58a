"""Moving a reminder by a while."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from skills.ports import Recurrence
from skills.reminder_shift import shift_in, shifted

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TODAY, TOMORROW = date(2026, 11, 20), date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("闹钟往后推半小时", 30),
        ("吃药提醒往后挪一个小时", 60),
        ("提醒晚半个小时", 30),
        ("推迟一刻钟", 15),
        ("再往后拖一个半钟头", 90),
        ("太早了，晚半个小时吧", 30),
        ("闹钟提前十分钟", -10),
        ("往前调一个小时", -60),
        ("早二十分钟叫我", -20),
        ("move the alarm half an hour later", 30),
        ("wake me 15 minutes earlier", -15),
        ("postpone it by ten minutes", 10),
        ("bring forward the reminder by an hour", -60),
    ],
)
def test_a_while_to_move_by(text: str, minutes: int) -> None:
    found = shift_in(text)
    assert found is not None
    assert found.by == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "text",
    [
        "往后推",
        "晚点再叫",
        "推迟到九点",
        "改到晚上八点",
        "晚饭后半小时",
        "早上一个小时",
        "改成二十分钟",
        "later",
        "move it to nine",
    ],
)
def test_no_while_to_move_by(text: str) -> None:
    assert shift_in(text) is None


def test_what_was_said_before_it_names_the_time() -> None:
    found = shift_in("晚上八点的降压药往后推半小时")
    assert found is not None
    assert found.before == "晚上八点的降压药"


@pytest.mark.parametrize(
    ("old", "minutes", "among", "new"),
    [
        (Recurrence(("08:00",)), 30, (), Recurrence(("08:30",))),
        (Recurrence(("08:00",), weekdays=(0, 2)), -15, (), Recurrence(("07:45",), weekdays=(0, 2))),
        (Recurrence(("08:00", "20:00")), 30, ("20:00",), Recurrence(("08:00", "20:30"))),
        (Recurrence(("08:00", "20:00")), 30, (), None),  # which?
        (Recurrence(("08:00", "20:00")), 30, ("08:00", "20:00"), None),
        (Recurrence(("23:40",)), 30, (), None),  # another day of its rhythm
        (Recurrence(("23:40",), on=TODAY), 30, (), Recurrence(("00:10",), on=TOMORROW)),
        (Recurrence(("07:00",), on=TOMORROW), -60, (), Recurrence(("06:00",), on=TOMORROW)),
        (Recurrence(("10:30",), on=TODAY), -60, (), None),  # that was before now
        (
            Recurrence(("10:10:30",), on=TODAY, after_s=600),
            5,
            (),
            Recurrence(("10:15:30",), on=TODAY, after_s=900),
        ),
        (Recurrence(("10:00:00",), on=TODAY, after_s=600), 5, (), Recurrence(("10:05:00",), on=TODAY, after_s=900)),
    ],
)
def test_a_rhythm_is_moved(old: Recurrence, minutes: int, among: tuple[str, ...], new: Recurrence | None) -> None:
    assert shifted(old, timedelta(minutes=minutes), among, NOW) == new
