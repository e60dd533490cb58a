"""The station's tables. A test holds them equal to what the migrations make."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from messages.dead_letters import dead_letters_table
from messages.outbox import outbox_table
from messages.payloads import AlertKind, AlertState, EventKind, Metric, Urgency
from station.columns import Prose, UtcTime, Word

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SLUG = String(63)
COUNT = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only where they are INTEGER


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Role(StrEnum):
    """What an account is for."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    FAMILY = "family"
    ADMINISTRATOR = "administrator"


class Outcome(StrEnum):
    """What became of a notification."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up after the last try
    DROPPED = "dropped"  # no longer needed: somebody has accepted, or a newer notice to this person follows
    NO_ADDRESS = "no_address"  # shown on the page only: this person has to be rung


class Home(Base):
    """A dwelling. `known` is false for one that has only been heard of through a message."""

    __tablename__ = "homes"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    id: Mapped[str] = mapped_column(SLUG, primary_key=True)
    address: Mapped[str] = mapped_column(Text, default="")
    known: Mapped[bool] = mapped_column(default=False)


class ResidentRow(Base):
    """A person who lives in a home."""

    __tablename__ = "residents"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    id: Mapped[str] = mapped_column(SLUG, primary_key=True)
    name: Mapped[str] = mapped_column(Text, default="")
    address_as: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)  # 0: the primary resident


class ContactRow(Base):
    """Whom to ring about a resident, in order."""

    __tablename__ = "contacts"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    resident: Mapped[str] = mapped_column(SLUG, primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    called: Mapped[str] = mapped_column(Text, default="")  # what the resident calls her: 女儿
    phone: Mapped[str] = mapped_column(Text, default="")
    notify_url: Mapped[str] = mapped_column(Text, default="")


class AlertRow(Base):
    """One incident: the first fact's id, and where it stands."""

    __tablename__ = "alerts"
    __table_args__ = (Index(None, "state"), Index(None, "community", "home", "resident", "state"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    community: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(SLUG)
    resident: Mapped[str | None] = mapped_column(SLUG)
    kind: Mapped[AlertKind] = mapped_column(Word(AlertKind))
    urgency: Mapped[Urgency] = mapped_column(Word(Urgency))
    state: Mapped[AlertState] = mapped_column(Word(AlertState))
    raised_at: Mapped[datetime] = mapped_column(UtcTime)  # by the device's clock
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    accepted_by: Mapped[str] = mapped_column(Text, default="")  # the name that people read
    accepted_key: Mapped[str] = mapped_column(String(200), default="")  # user:7, or a contact's; see recipients
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcTime)  # the resident said that she is well
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cause: Mapped[str] = mapped_column(Prose, default="")
    note: Mapped[str] = mapped_column(Prose, default="")
    ladder_from: Mapped[datetime] = mapped_column(UtcTime)  # the ladder counts from here
    ladder_base: Mapped[int] = mapped_column(default=0)  # the number of the ladder's first step, this time


class FactRow(Base):
    """What one raised id said. The first fact of an alert has the alert's own id."""

    __tablename__ = "alert_facts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    alert: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"), index=True)
    device: Mapped[str] = mapped_column(SLUG)
    kind: Mapped[AlertKind] = mapped_column(Word(AlertKind))
    urgency: Mapped[Urgency] = mapped_column(Word(Urgency))
    said: Mapped[str] = mapped_column(Prose, default="")
    measured: Mapped[str] = mapped_column(Prose, default="")
    asked: Mapped[str] = mapped_column(Prose, default="")
    answered: Mapped[str] = mapped_column(Prose, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    clock_trusted: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcTime)  # the resident said that she is well, after it


class TransitionRow(Base):
    """The audit of an alert: who did what, when."""

    __tablename__ = "transitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    before: Mapped[AlertState | None] = mapped_column(Word(AlertState))
    after: Mapped[AlertState] = mapped_column(Word(AlertState))
    by: Mapped[str] = mapped_column(Text)  # a user's name, or the device that reported it
    detail: Mapped[str] = mapped_column(Prose, default="")  # the cause, the reason, or the id of what joined
    note: Mapped[str] = mapped_column(Prose, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)


class NewsRow(Base):
    """What happened to an alert that somebody had accepted: he must hear of it. `noticed_at` is empty until a notice
    of it has been written."""

    __tablename__ = "alert_news"
    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"), index=True)
    transition: Mapped[int] = mapped_column(ForeignKey("transitions.id"), unique=True)
    recipient: Mapped[str] = mapped_column(String(200))  # the key of the one who had accepted it
    at: Mapped[datetime] = mapped_column(UtcTime)
    noticed_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)


class EscalationRow(Base):
    """A step of the ladder that was taken for one recipient; never twice."""

    __tablename__ = "escalation_steps"
    __table_args__ = (UniqueConstraint("alert", "step", "recipient"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"))
    step: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcTime)


class NotificationRow(Base):
    """A notice to one recipient and what became of it. A negative step is no rung: -NewsRow.id."""

    __tablename__ = "notifications"
    __table_args__ = (UniqueConstraint("alert", "step", "recipient"), Index(None, "outcome", "next_attempt_at"))
    id: Mapped[int] = mapped_column(primary_key=True)
    alert: Mapped[UUID] = mapped_column(ForeignKey("alerts.id"))
    step: Mapped[int]
    recipient: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    reason: Mapped[str] = mapped_column(Text, default="")  # a NotifyFailure of the last try; empty when it went well
    attempts: Mapped[int] = mapped_column(default=0)  # begun, not ended: it is also what a sender claims by
    next_attempt_at: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AcceptLinkRow(Base):
    """A link by which the notice's recipient accepts the alert, once. Only a hash of its token is kept."""

    __tablename__ = "accept_links"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    notification: Mapped[int] = mapped_column(ForeignKey("notifications.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ReadingBatchRow(Base):
    """A message of readings: whose, and what was measured. Its samples stand in ReadingRow."""

    __tablename__ = "reading_batches"
    __table_args__ = (Index(None, "community", "home", "last_at"),)
    seq: Mapped[int] = mapped_column(COUNT, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    community: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(SLUG)
    resident: Mapped[str | None] = mapped_column(SLUG)
    device: Mapped[str] = mapped_column(SLUG)
    metric: Mapped[Metric] = mapped_column(Word(Metric))
    last_at: Mapped[datetime] = mapped_column(UtcTime)  # of its latest sample, by the device's clock


class ReadingRow(Base):
    """One sample. `batch` is ReadingBatchRow.seq; no foreign key, which PostgreSQL would check row by row."""

    __tablename__ = "readings"
    batch: Mapped[int] = mapped_column(COUNT, primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcTime)
    value: Mapped[float]
    quality: Mapped[float]


class EventRow(Base):
    """A fact about a home that is no alert. `receipted_at` is empty until its id went into a receipt."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "community", "home", "at"), Index(None, "receipted_at"), Index(None, "about"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    community: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(SLUG)
    resident: Mapped[str | None] = mapped_column(SLUG)
    device: Mapped[str] = mapped_column(SLUG)
    kind: Mapped[EventKind] = mapped_column(Word(EventKind))
    about: Mapped[UUID | None]
    detail: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcTime)
    clock_trusted: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    receipted_at: Mapped[datetime | None] = mapped_column(UtcTime)


class StatusRow(Base):
    """Whether a program of a home runs."""

    __tablename__ = "program_status"
    community: Mapped[str] = mapped_column(Text, primary_key=True)
    home: Mapped[str] = mapped_column(SLUG, primary_key=True)
    program: Mapped[str] = mapped_column(String(20), primary_key=True)
    device: Mapped[str] = mapped_column(SLUG)
    online: Mapped[bool]
    version: Mapped[str] = mapped_column(Prose, default="")
    at: Mapped[datetime] = mapped_column(UtcTime)
    received_at: Mapped[datetime] = mapped_column(UtcTime)
    first_heard_at: Mapped[datetime | None] = mapped_column(UtcTime)  # as running
    heard_at: Mapped[datetime | None] = mapped_column(UtcTime)


class UserRow(Base):
    """An account. A family account sees one resident's home."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    on_duty: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    notify_url: Mapped[str] = mapped_column(Text, default="")
    community: Mapped[str | None] = mapped_column(Text)
    home: Mapped[str | None] = mapped_column(SLUG)
    password_hash: Mapped[str] = mapped_column(Text)
    must_change: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class SessionRow(Base):
    """A signed-in browser or program. Only a hash of its token is kept."""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)


class ThrottleRow(Base):
    """Wrong tries in a row, by what they are counted for: a hash, so that a mistyped password is not kept as a name."""

    __tablename__ = "throttles"
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    paused_until: Mapped[datetime | None] = mapped_column(UtcTime)


class AuditRow(Base):
    """Who saw or did what. `home` is community/home where it is about one; no health data stands here."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    by: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(Text, default="")
    home: Mapped[str] = mapped_column(Text, default="")


OUTBOX = outbox_table(Base.metadata)
DEAD_LETTERS = dead_letters_table(Base.metadata)
