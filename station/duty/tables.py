"""The tables of the roster. The migrations know them through station.migrate."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from station.columns import Prose
from station.tables import Base


class ShiftRow(Base):
    """When somebody is on duty every week, in local time. `day`: station.duty.roster.Day; times in minutes."""

    __tablename__ = "duty_shifts"
    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id"))
    day: Mapped[int] = mapped_column(SmallInteger)
    starts: Mapped[int] = mapped_column(SmallInteger)
    ends: Mapped[int] = mapped_column(SmallInteger)  # not after `starts`: on the next day


class SubstituteRow(Base):
    """Somebody's shifts that begin on these days are another's, or nobody's."""

    __tablename__ = "duty_substitutes"
    id: Mapped[int] = mapped_column(primary_key=True)
    absent: Mapped[int] = mapped_column(ForeignKey("users.id"))
    instead: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    first: Mapped[date]
    last: Mapped[date]


class HolidayRow(Base):
    """A day on which the shifts of holidays hold, and not those of its weekday."""

    __tablename__ = "holidays"
    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Prose, default="")
