"""The tables of home.db."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
)
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
    kind: Mapped[str] = mapped_column(String(10), default="medicine", server_default="medicine")
    about: Mapped[str] = mapped_column(String(80), default="", server_default="")  # of what is no medicine


class DoseRow(Base):
    """One time that a reminder came due: reminding, taken (done, when it is no medicine) or missed."""

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
    kind: Mapped[str] = mapped_column(String(10), default="medicine", server_default="medicine")
    about: Mapped[str] = mapped_column(String(80), default="", server_default="")
    after_s: Mapped[int] = mapped_column(default=0, server_default="0")  # as in skills.ports.Recurrence


class AlertRow(Base):
    """An alert of this home, whoever raised it, and the last state the station gave it."""

    __tablename__ = "alert"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    urgency: Mapped[str] = mapped_column(String(10))
    raised_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(12))  # raised, then messages.payloads.AlertState; or cancelling
    by: Mapped[str] = mapped_column(String(80), default="")
    joined_to: Mapped[UUID | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(
        Text, default="", server_default=""
    )  # the payload; empty: only its state is known


class SecondPathRow(Base):
    """What one person is told of an alert past the broker."""

    __tablename__ = "second_path"
    __table_args__ = (UniqueConstraint("alert", "word", "recipient"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    alert: Mapped[UUID] = mapped_column(index=True)
    word: Mapped[str] = mapped_column(String(10))  # assistant.second_path.decide.Word
    recipient: Mapped[str] = mapped_column(String(40))  # a digest of way and address: the settings hold the address
    name: Mapped[str] = mapped_column(String(80))
    way: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10), index=True)  # assistant.second_path.decide.Outcome
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    created_at: Mapped[datetime]


class SecondPathAttemptRow(Base):
    """One attempt at telling. It is written before it is made: one cut off by a power failure stays `unknown`."""

    __tablename__ = "second_path_attempt"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    notice: Mapped[UUID] = mapped_column(ForeignKey("second_path.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    result: Mapped[str] = mapped_column(String(10))  # assistant.second_path.decide.Result
    reason: Mapped[str] = mapped_column(String(200), default="")


class SelfTestRow(Base):
    """A trial of the way to the station and back. `ended_at` is empty while, or when, no answer has come."""

    __tablename__ = "self_test"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    good: Mapped[bool] = mapped_column(default=False)


class GuidedCheckRow(Base):
    """A check that has ended. `detail` is that of messages.guided_check.CheckReport; `id` is its event's."""

    __tablename__ = "guided_check"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    resident: Mapped[str] = mapped_column(String(63), index=True)
    ended_at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]


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
    """How loud and how fast the voice is for a resident, and how long she may pause."""

    __tablename__ = "voice_setting"

    resident: Mapped[str] = mapped_column(String(63), primary_key=True)
    volume: Mapped[int]
    speech_rate: Mapped[float]
    pause_s: Mapped[float | None]  # of an older release: as the settings say
