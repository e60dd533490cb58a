"""The tables of home.db."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, TypeDecorator, UniqueConstraint, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC. SQLite itself forgets the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables of the home, the outbox and the dead letters among them."""

    metadata = MetaData()
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON, UUID: Uuid}


class ReminderRow(Base):
    """A reminder, with its recurrence in local wall-clock time."""

    __tablename__ = "reminder"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident: Mapped[str] = mapped_column(String(63), index=True)
    medicine: Mapped[str] = mapped_column(String(80))
    recurrence: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    looked_until: Mapped[datetime]  # every dose due before this moment has a row in `dose`
    active: Mapped[bool] = mapped_column(default=True)


class DoseRow(Base):
    """One dose that came due: reminding, taken or missed."""

    __tablename__ = "dose"
    __table_args__ = (UniqueConstraint("reminder", "due_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reminder: Mapped[UUID] = mapped_column(ForeignKey("reminder.id"), index=True)
    resident: Mapped[str] = mapped_column(String(63))
    medicine: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(10), index=True)
    times_said: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]  # when to say it again, while reminding
    told: Mapped[bool] = mapped_column(
        default=True
    )  # False: missed without the resident knowing; told at the next talk


class AlertRow(Base):
    """An alert this home raised, and the last state the station gave it."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10))
    raised_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(12))  # raised, then messages.payloads.AlertState
    by: Mapped[str] = mapped_column(String(80), default="")
    joined_to: Mapped[UUID | None] = mapped_column(default=None)


class FindingRow(Base):
    """A finding the speaker has claimed and not yet settled, as its payload."""

    __tablename__ = "finding"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[str]


class LastReadingRow(Base):
    """The newest value of a metric."""

    __tablename__ = "last_reading"

    resident: Mapped[str] = mapped_column(String(63), primary_key=True)
    metric: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[float]
    at: Mapped[datetime]


class VoiceSettingRow(Base):
    """How loud and how fast the voice is for a resident."""

    __tablename__ = "voice_setting"

    resident: Mapped[str] = mapped_column(String(63), primary_key=True)
    volume: Mapped[int]
    speech_rate: Mapped[float]
