"""What pages and programs are shown of the database. JSON by pydantic."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from messages.payloads import AlertKind, AlertState, EventKind, Metric, Urgency


class View(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class ContactView(View):
    """Whom to ring."""

    name: str
    called: str
    phone: str


class ResidentView(View):
    """A person and where she lives. Texts are empty where nobody told us."""

    community: str
    home: str
    resident: str | None
    name: str
    address_as: str
    address: str
    phone: str
    known: bool
    contacts: tuple[ContactView, ...]


class FactView(View):
    """What one raised id said."""

    id: UUID
    device: str
    kind: AlertKind
    urgency: Urgency
    said: str
    measured: str
    asked: str
    answered: str
    at: datetime
    received_at: datetime
    taken_back_at: datetime | None


class TransitionView(View):
    """Who did what to an alert."""

    action: str
    before: AlertState | None
    after: AlertState
    by: str
    detail: str
    note: str
    at: datetime


class NotificationView(View):
    """Who was told and how it went."""

    step: int
    recipient: str
    name: str
    outcome: str
    reason: str  # why the last try failed; see NotifyFailure
    attempts: int
    created_at: datetime


class AlertView(View):
    """An alert with everything a worker needs on one card."""

    id: UUID
    community: str
    home: str
    resident: str | None
    who: ResidentView
    kind: AlertKind
    urgency: Urgency
    state: AlertState
    raised_at: datetime
    received_at: datetime
    accepted_at: datetime | None
    accepted_by: str
    cancelled_at: datetime | None
    resolved_at: datetime | None
    cause: str
    note: str
    facts: tuple[FactView, ...]
    latest: TransitionView | None  # what happened last
    told: tuple[NotificationView, ...]  # the newest notice to each person


class AlertHistoryView(AlertView):
    """An alert and all that happened to it."""

    transitions: tuple[TransitionView, ...]
    notifications: tuple[NotificationView, ...]


class SampleView(View):
    """One measured value in the metric's unit."""

    metric: Metric
    at: datetime
    value: float
    quality: float


class EventView(View):
    """A fact about a home that is no alert."""

    id: UUID
    resident: str | None
    kind: EventKind
    detail: dict[str, str]
    at: datetime


class StatusView(View):
    """Whether a program of the home runs."""

    program: str
    online: bool
    version: str
    at: datetime
