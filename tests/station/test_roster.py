"""Who is on duty, as tables of local moments; and the book that keeps the roster."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.accounts.accounts import NewUser
from station.duty.book import DutyBook, RosterError
from station.duty.roster import Day, Roster, Shift, Substitute, on_duty
from station.duty.tables import HolidayRow, ShiftRow, SubstituteRow
from station.errors import NotFoundError
from station.notify.recipients import staff_of
from station.tables import AuditRow, Role, UserRow
from tests.station.support import START, Rig

SHANGHAI = ZoneInfo("Asia/Shanghai")
LI, ZHAO, QIAN, SUN = 1, 2, 3, 4
DAYS = tuple(Day(number) for number in range(5))
MONDAY = date(2026, 3, 2)


def shift(user: int, day: Day, starts: str, ends: str) -> Shift:
    return Shift(user, day, time.fromisoformat(starts), time.fromisoformat(ends))


WEEK = (
    *(shift(LI, day, "08:00", "18:00") for day in DAYS),
    *(shift(ZHAO, day, "18:00", "08:00") for day in DAYS),
    shift(QIAN, Day.SATURDAY, "00:00", "00:00"),
    shift(SUN, Day.HOLIDAY, "09:00", "21:00"),
)


def at(moment: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-03-02T08:00", {LI}),
        ("2026-03-02T17:59", {LI}),
        ("2026-03-02T18:00", {ZHAO}),
        ("2026-03-02T07:59", set()),  # nobody on Sunday night
        ("2026-03-03T00:00", {ZHAO}),  # over midnight
        ("2026-03-03T07:59", {ZHAO}),
        ("2026-03-07T00:00", {ZHAO, QIAN}),  # Friday's night runs into Saturday
        ("2026-03-07T07:59", {ZHAO, QIAN}),
        ("2026-03-07T12:00", {QIAN}),
        ("2026-03-07T23:59", {QIAN}),  # equal times: the whole day
        ("2026-03-08T00:00", set()),
        ("2026-03-08T12:00", set()),
    ],
)
def test_shifts(moment: str, who: set[int]) -> None:
    assert on_duty(Roster(WEEK), at(moment), SHANGHAI) == who


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-03-04T12:00", {SUN}),  # a Wednesday
        ("2026-03-04T08:30", set()),  # Wednesday's own shifts do not hold
        ("2026-03-04T07:00", {ZHAO}),  # Tuesday's night still does
        ("2026-03-04T22:00", set()),
        ("2026-03-05T07:00", set()),  # nor does the night that would have begun on the holiday
        ("2026-03-05T12:00", {LI}),
    ],
)
def test_a_holiday_has_shifts_of_its_own(moment: str, who: set[int]) -> None:
    assert on_duty(Roster(WEEK, holidays=frozenset({date(2026, 3, 4)})), at(moment), SHANGHAI) == who


AWAY = Substitute(LI, QIAN, MONDAY, MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("substitutes", "moment", "who"),
    [
        ([AWAY], "2026-03-02T12:00", {QIAN}),
        ([AWAY], "2026-03-03T12:00", {QIAN}),
        ([AWAY], "2026-03-04T12:00", {LI}),
        ([AWAY], "2026-03-02T20:00", {ZHAO}),
        # The night that begins on the last day is the substitute's to its end.
        ([Substitute(ZHAO, SUN, MONDAY, MONDAY)], "2026-03-03T07:00", {SUN}),
        ([Substitute(ZHAO, SUN, MONDAY, MONDAY)], "2026-03-03T19:00", {ZHAO}),
        ([Substitute(LI, None, MONDAY, MONDAY)], "2026-03-02T12:00", set()),
        ([AWAY, Substitute(QIAN, SUN, MONDAY, MONDAY)], "2026-03-02T12:00", {SUN}),
        ([AWAY, Substitute(LI, SUN, MONDAY, MONDAY)], "2026-03-02T12:00", {SUN}),  # the later line
        ([AWAY, Substitute(QIAN, LI, MONDAY, MONDAY)], "2026-03-02T12:00", set()),  # a circle
    ],
)
def test_substitutes(substitutes: list[Substitute], moment: str, who: set[int]) -> None:
    assert on_duty(Roster(WEEK, substitutes), at(moment), SHANGHAI) == who


def test_the_same_moment_is_another_time_of_day_elsewhere() -> None:
    moment = at("2026-03-02T12:00")
    assert on_duty(Roster(WEEK), moment, SHANGHAI) == {LI}
    assert on_duty(Roster(WEEK), moment, ZoneInfo("America/New_York")) == set()  # Sunday, 23:00


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_wall_clock_counts_where_clocks_change(day: date) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = Roster((shift(LI, Day.SATURDAY, "22:00", "06:00"),))
    assert on_duty(night, at(f"{day}T05:59", berlin), berlin) == {LI}
    assert on_duty(night, at(f"{day}T06:00", berlin), berlin) == set()


@given(st.floats(0, 4e9), st.lists(st.sampled_from(WEEK)))
def test_whoever_is_on_duty_has_a_shift(since_1970_s: float, shifts: list[Shift]) -> None:
    found = on_duty(Roster(shifts), datetime.fromtimestamp(since_1970_s, UTC), SHANGHAI)
    assert found <= {each.user for each in shifts}


@pytest.fixture
def book(rig: Rig) -> DutyBook:
    return DutyBook(rig.database, rig.clock, SHANGHAI)


def add(rig: Rig, name: str, role: Role = Role.WORKER, on_duty: bool = False) -> int:
    rig.accounts.add(NewUser(name, role, on_duty), "test")
    return next(user.id for user in rig.accounts.people() if user.name == name)


def test_the_book_keeps_lines_and_the_ladder_reads_them(rig: Rig, book: DutyBook) -> None:
    li, zhao = add(rig, "李"), add(rig, "赵")
    assert book.on_duty() == ()
    book.add_shift(shift(li, Day.MONDAY, "16:00", "00:00"), "管理员")  # START is 16:00 there
    assert book.on_duty() == ("李",)
    with rig.database.reading() as session:
        staff = {each.recipient.name: each.on_duty for each in staff_of(session, START, SHANGHAI)}
    assert staff == {"李": True, "赵": False}
    book.add_substitute(Substitute(li, zhao, MONDAY, MONDAY), "管理员")
    assert book.on_duty() == ("赵",)
    book.add_holiday(MONDAY, "节", "管理员")
    assert book.on_duty() == ()
    pages = book.pages()
    assert (len(pages.shifts), len(pages.substitutes), pages.holidays) == (1, 1, {MONDAY: "节"})
    book.remove(HolidayRow, MONDAY, "管理员")
    book.remove(SubstituteRow, next(iter(pages.substitutes)), "管理员")
    assert book.on_duty() == ("李",)
    book.remove(ShiftRow, next(iter(pages.shifts)), "管理员")
    with pytest.raises(NotFoundError):
        book.remove(ShiftRow, next(iter(pages.shifts)), "管理员")
    assert book.on_duty() == ()
    with rig.database.reading() as session:
        lines = [row.about for row in session.query(AuditRow) if row.action == "roster"]
    assert lines[0] == "+ 李 MONDAY 16:00-00:00"
    assert len(lines) == 6


def test_lines_that_make_no_sense_are_refused(rig: Rig, book: DutyBook) -> None:
    li, daughter = add(rig, "李"), add(rig, "女儿", Role.FAMILY)
    for wrong in (daughter, 999):
        with pytest.raises(RosterError, match="person"):
            book.add_shift(shift(wrong, Day.MONDAY, "08:00", "09:00"), "x")
    for wrong_pair in (Substitute(li, li, MONDAY, MONDAY), Substitute(li, daughter, MONDAY, MONDAY)):
        with pytest.raises(RosterError, match="person"):
            book.add_substitute(wrong_pair, "x")
    with pytest.raises(RosterError, match="dates"):
        book.add_substitute(Substitute(li, None, MONDAY, date(2026, 3, 1)), "x")
    with pytest.raises(RosterError, match="name"):
        book.add_holiday(MONDAY, "长" * 41, "x")
    assert not book.pages().roster.shifts


def test_a_switch_counts_beside_the_roster_and_a_closed_account_does_not(rig: Rig, book: DutyBook) -> None:
    add(rig, "赵", on_duty=True)
    li = add(rig, "李")
    book.add_shift(shift(li, Day.MONDAY, "00:00", "00:00"), "x")
    assert book.on_duty() == ("李", "赵")
    with rig.database.writing() as session:
        session.get_one(UserRow, li).active = False
    assert book.on_duty() == ("赵",)
    assert list(book.pages().people.values()) == ["赵"]
