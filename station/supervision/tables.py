"""The tables of the supervision. The migrations know them through station.migrate."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Float, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from station.columns import UtcTime
from station.tables import SLUG, Base


class HomePauseRow(Base):
    """Nobody is at home, and its devices may be switched off: it is not missed."""

    __tablename__ = "home_pauses"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcTime)
    by: Mapped[str] = mapped_column(Text)


class SelfTestRow(Base):
    """One trial of a home's way to the station and back. `round_trip_s`: as the home measured it, None until it has
    told; `returned_at`: when it did."""

    __tablename__ = "self_tests"
    __table_args__ = (Index(None, "community", "home", "received_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    community: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(SLUG)
    device: Mapped[str] = mapped_column(SLUG)
    raised_at: Mapped[datetime] = mapped_column(UtcTime)  # by the device's clock
    clock_trusted: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    round_trip_s: Mapped[float | None] = mapped_column(Float)
