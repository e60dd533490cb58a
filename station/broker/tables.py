"""The tables of the devices' credentials. The migrations know them through station.migrate."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from messages.topics import Sender
from station.columns import UtcTime, Word
from station.tables import SLUG, Base


class DeviceRow(Base):
    """A device's user at the broker. Its password is kept as Mosquitto keeps it: hashed."""

    __tablename__ = "devices"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    name: Mapped[str] = mapped_column(SLUG, primary_key=True)
    program: Mapped[Sender] = mapped_column(Word(Sender))
    whole_community: Mapped[bool]  # a bridge that speaks for all homes
    password_line: Mapped[str] = mapped_column(Text)
    enrolled_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class EnrolmentCodeRow(Base):
    """A one-time code that gives a new device its credentials. Only a hash of its secret is kept."""

    __tablename__ = "enrolment_codes"
    secret_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    community: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(SLUG)
    whole_community: Mapped[bool]
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
