"""A settable clock and ready-made payloads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from messages.payloads import Alert, AlertKind, Event, EventKind, Metric, Readings, Sample, Urgency

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class SetClock:
    """A clock that moves when it is told to."""

    trusted = True

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> datetime:
        self.moment += timedelta(seconds=seconds)
        return self.moment


class Make:
    """Payloads of home-1."""

    def alert(self) -> Alert:
        return Alert(
            home="home-1",
            resident="wang",
            device="speaker-1",
            at=START,
            kind=AlertKind.CRY,
            urgency=Urgency.EMERGENCY,
            said="救命",
        )

    def event(self) -> Event:
        return Event(home="home-1", resident="wang", device="speaker-1", at=START, kind=EventKind.DOSE_TAKEN)

    def readings(self) -> Readings:
        samples = (Sample(at=START, value=72.0),)
        return Readings(
            home="home-1", resident="wang", device="bridge-1", at=START, metric=Metric.HEART_RATE, samples=samples
        )
