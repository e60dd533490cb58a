"""The roster as it is kept: read, and changed line by line. Who changed what is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.clock import Clock
from station.audit import Deed, write
from station.database import Database
from station.duty.roster import Day, Roster, Shift, Substitute, on_duty
from station.duty.tables import HolidayRow, ShiftRow, SubstituteRow
from station.errors import NotFoundError, StationError
from station.tables import Role, UserRow

LONGEST_NAME = 40
_HOUR_MIN = 60


class RosterError(StationError):
    """A line that makes no sense. `reason` is person, dates or name."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the roster cannot hold this line: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Pages:
    """The whole book. `people` are those who can be on duty, by id; lines are by their own ids."""

    people: Mapping[int, str]
    shifts: Mapping[int, Shift]
    substitutes: Mapping[int, Substitute]
    holidays: Mapping[date, str]

    @property
    def roster(self) -> Roster:
        """What the book says, without its ids."""
        return Roster(tuple(self.shifts.values()), tuple(self.substitutes.values()), frozenset(self.holidays))


def roster_of(session: Session) -> Roster:
    """The roster, in the caller's transaction."""
    return _pages(session).roster


class DutyBook:
    """Every method raises DatabaseDownError. Blocking; safe for several threads."""

    def __init__(self, database: Database, clock: Clock, timezone: ZoneInfo) -> None:
        self._database = database
        self._clock = clock
        self._timezone = timezone

    def pages(self) -> Pages:
        """Everything in it."""
        with self._database.reading() as session:
            return _pages(session)

    def on_duty(self) -> tuple[str, ...]:
        """The names of those on duty now, by the roster or by their switch; empty: all workers are told."""
        with self._database.reading() as session:
            by_roster = on_duty(roster_of(session), self._clock.now(), self._timezone)
            users = session.scalars(select(UserRow).where(UserRow.active, UserRow.role != Role.FAMILY))
            return tuple(sorted(user.name for user in users if user.on_duty or user.id in by_roster))

    def add_shift(self, shift: Shift, by: str) -> None:
        """Raises RosterError."""
        with self._database.writing() as session:
            name = _person(session, shift.user)
            row = ShiftRow(
                user=shift.user, day=int(shift.day), starts=_minutes(shift.starts), ends=_minutes(shift.ends)
            )
            session.add(row)
            self._audit(session, by, f"+ {name} {shift.day.name} {shift.starts:%H:%M}-{shift.ends:%H:%M}")

    def add_substitute(self, substitute: Substitute, by: str) -> None:
        """Raises RosterError."""
        if substitute.last < substitute.first:
            raise RosterError("dates")
        if substitute.absent == substitute.instead:
            raise RosterError("person")
        with self._database.writing() as session:
            absent = _person(session, substitute.absent)
            instead = "-" if substitute.instead is None else _person(session, substitute.instead)
            session.add(
                SubstituteRow(
                    absent=substitute.absent,
                    instead=substitute.instead,
                    first=substitute.first,
                    last=substitute.last,
                )
            )
            self._audit(session, by, f"+ {absent} > {instead} {substitute.first}..{substitute.last}")

    def add_holiday(self, day: date, name: str, by: str) -> None:
        """A day that is one already gets the new name. Raises RosterError."""
        if len(name) > LONGEST_NAME:
            raise RosterError("name")
        with self._database.writing() as session:
            session.merge(HolidayRow(day=day, name=name))
            self._audit(session, by, f"+ {day}")

    def remove(self, line: type[ShiftRow] | type[SubstituteRow] | type[HolidayRow], key: int | date, by: str) -> None:
        """Strikes a line out. Raises NotFoundError."""
        with self._database.writing() as session:
            row = session.get(line, key)
            if row is None:
                raise NotFoundError("no such line in the roster")
            session.delete(row)
            self._audit(session, by, f"- {line.__tablename__} {key}")

    def _audit(self, session: Session, by: str, about: str) -> None:
        write(session, self._clock.now(), by, Deed.ROSTER, about)


def _pages(session: Session) -> Pages:
    users = session.scalars(select(UserRow).where(UserRow.active, UserRow.role != Role.FAMILY).order_by(UserRow.name))
    shifts = session.scalars(select(ShiftRow).order_by(ShiftRow.day, ShiftRow.starts, ShiftRow.id))
    substitutes = session.scalars(select(SubstituteRow).order_by(SubstituteRow.first, SubstituteRow.id))
    return Pages(
        people={user.id: user.name for user in users},
        shifts={row.id: Shift(row.user, Day(row.day), _time(row.starts), _time(row.ends)) for row in shifts},
        substitutes={row.id: Substitute(row.absent, row.instead, row.first, row.last) for row in substitutes},
        holidays={row.day: row.name for row in session.scalars(select(HolidayRow).order_by(HolidayRow.day))},
    )


def _person(session: Session, user_id: int) -> str:
    """The name of somebody who can be on duty."""
    user = session.get(UserRow, user_id)
    if user is None or not user.active or user.role is Role.FAMILY:
        raise RosterError("person")
    return user.name


def _minutes(moment: time) -> int:
    return moment.hour * _HOUR_MIN + moment.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, _HOUR_MIN))
