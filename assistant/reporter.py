"""Who this speaker is, for the payloads it makes."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from messages.clock import Clock
from messages.payloads import Alert, AlertKind, Event, EventKind, Urgency


class Reporter:
    """Makes payloads that carry the home, the primary resident, the device and the clock."""

    def __init__(self, home: str, resident: str, device: str, clock: Clock) -> None:
        self.home, self.resident, self.device, self.clock = home, resident, device, clock

    def alert(self, kind: AlertKind, urgency: Urgency, **fields: object) -> Alert:
        return Alert.model_validate({**self._common(), "kind": kind, "urgency": urgency, **fields})

    def event(self, kind: EventKind, about: UUID | None = None, detail: Mapping[str, str] | None = None) -> Event:
        return Event.model_validate({**self._common(), "kind": kind, "about": about, "detail": dict(detail or {})})

    def _common(self) -> dict[str, object]:
        return {
            "home": self.home,
            "resident": self.resident,
            "device": self.device,
            "at": self.clock.now(),
            "clock_trusted": self.clock.trusted,
        }
