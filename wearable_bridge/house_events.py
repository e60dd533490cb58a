"""What sensors of the home and devices of the site tell, sent as events. A chattering sensor stays bounded."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from messages.clock import Clock
from messages.outbox import Outbox
from messages.payloads import Event, EventKind
from wearable_bridge.ports import SourceEvent

AGAIN_AFTER_S = 600.0  # the same state, or a new value, of the same sensor is sent again so late
AT_MOST_A_MINUTE = 30  # of one sensor that flaps
SENSORS_AT_MOST = 1000  # a topic pattern with a wildcard may name any number
_Sensor = tuple[str, str, str]  # home, name, what it tells of


class HouseEvents:
    """Sends what is new. OutboxError when the disk refuses: then nothing happened, and the caller may try again."""

    def __init__(
        self, outbox: Outbox, clock: Clock, home: str, device: str, sensors_at_most: int = SENSORS_AT_MOST
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._home = home
        self._device = device
        self._sensors_at_most = sensors_at_most
        self._states: dict[_Sensor, tuple[str, datetime]] = {}
        self._sent: dict[_Sensor, deque[datetime]] = {}

    def tell(self, told: SourceEvent) -> str | None:
        """None when it was sent or says nothing new; else why it was refused."""
        sensor, now = (told.home, told.source, told.kind), self._clock.now()
        if sensor not in self._states and len(self._states) >= self._sensors_at_most:
            return "too_many_sensors"
        if not self._is_news(sensor, told.state, now):
            return None
        recent = self._sent.setdefault(sensor, deque(maxlen=AT_MOST_A_MINUTE))
        if len(recent) == AT_MOST_A_MINUTE and timedelta() <= now - recent[0] < timedelta(minutes=1):
            return "sensor_floods"
        self._outbox.send(self._event(told))
        recent.append(now)
        self._states[sensor] = (told.state, now)
        return None

    def _is_news(self, sensor: _Sensor, state: str, now: datetime) -> bool:
        """A clock that was set back makes everything news."""
        if sensor not in self._states:
            return True
        before, at = self._states[sensor]
        return state != before or not 0 <= (now - at).total_seconds() < AGAIN_AFTER_S

    def _event(self, told: SourceEvent) -> Event:
        detail = {"kind": told.kind, "source": told.source, "state": told.state, "unit": told.unit}
        if told.value is not None:
            detail["value"] = f"{told.value:.12g}"
        return Event(
            home=told.home or self._home,
            resident=told.resident,
            device=self._device,
            at=told.at,
            clock_trusted=self._clock.trusted,
            kind=EventKind.SENSOR,
            detail={name: text for name, text in detail.items() if text},
        )
