"""What a watch tells, as typed records. A value is None where the watch measured nothing or said none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from messages.payloads import Metric
from wearable_bridge.elder_watch.status import Status
from wearable_bridge.ports import AlarmKind


@dataclass(frozen=True)
class Record:
    """One frame, understood. The properties are what every record can be asked for."""

    command: str

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        """What was measured, in the metric's unit."""
        return ()

    @property
    def alarms(self) -> tuple[AlarmKind, ...]:
        """What it names as an alarm, the most urgent first."""
        return ()

    @property
    def battery_percent(self) -> int | None:
        return None

    @property
    def backfill(self) -> bool:
        """Measured earlier and kept by the watch."""
        return False


@dataclass(frozen=True)
class Heartbeat(Record):
    """LK: the watch is there."""

    steps: int | None
    tumbles: int | None
    battery: int | None

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        return _measured((Metric.STEPS, self.steps))

    @property
    def battery_percent(self) -> int | None:
        return self.battery


@dataclass(frozen=True)
class Place:
    """Where the watch believes it is; degrees, north and east positive. `valid` is False for a guess from cells."""

    latitude: float
    longitude: float
    valid: bool


@dataclass(frozen=True)
class Position(Record):
    """UD, UD2 (kept while there was no net), AL (an alarm) and their kin. `at` is None where it is no moment."""

    at: datetime | None
    place: Place | None
    satellites: int | None
    signal_percent: int | None
    battery: int | None
    steps: int | None
    tumbles: int | None
    status: Status
    kept_earlier: bool
    is_alarm: bool

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        return _measured((Metric.STEPS, self.steps))

    @property
    def alarms(self) -> tuple[AlarmKind, ...]:
        return self.status.alarms

    @property
    def battery_percent(self) -> int | None:
        return self.battery

    @property
    def backfill(self) -> bool:
        return self.kept_earlier


@dataclass(frozen=True)
class Circulation(Record):
    """bphrt, BLOOD, heart, PULSE."""

    systolic: int | None = None
    diastolic: int | None = None
    heart_rate: int | None = None

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        return _measured(
            (Metric.SYSTOLIC, self.systolic),
            (Metric.DIASTOLIC, self.diastolic),
            (Metric.HEART_RATE, self.heart_rate),
        )


@dataclass(frozen=True)
class Oxygen(Record):
    """oxygen. `by_hand`: the wearer started it."""

    percent: int | None
    by_hand: bool

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        return _measured((Metric.SPO2, self.percent))


@dataclass(frozen=True)
class Temperature(Record):
    """btemp2, TEMP. `fault`: "too_low" or "too_high" where the watch gave a code in place of a temperature."""

    celsius: float | None
    fault: str = ""
    at_wrist: bool | None = None

    @property
    def values(self) -> tuple[tuple[Metric, float], ...]:
        return _measured((Metric.TEMPERATURE, self.celsius))


@dataclass(frozen=True)
class Media(Record):
    """TK, JXTK, img: voice or a picture. Only its size is looked at."""

    size_bytes: int


@dataclass(frozen=True)
class Notice(Record):
    """Anything else that is known and says nothing about the wearer: settings, card numbers, friends, requests."""


@dataclass(frozen=True)
class Acknowledgement(Record):
    """The watch has got a command. `accepted` is None where it says only that."""

    accepted: bool | None


@dataclass(frozen=True)
class Unknown(Record):
    """A well-made frame with a word that is not in the books."""


def _measured(*pairs: tuple[Metric, float | None]) -> tuple[tuple[Metric, float], ...]:
    return tuple((metric, float(value)) for metric, value in pairs if value is not None)
