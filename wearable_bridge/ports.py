"""Seams of the bridge: where readings come from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from messages.payloads import Metric


@dataclass(frozen=True, slots=True)
class Wearer:
    """Whose it is. `home` is "" for the bridge's own; `resident` is "" for what belongs to a home and to nobody."""

    resident: str
    home: str = ""

    def home_or(self, own: str) -> str:
        """The home; `own` is the bridge's."""
        return self.home or own


class AlarmKind(StrEnum):
    """What a band reports by itself, or a sensor that nobody may wait for."""

    SOS = "sos"
    FALL = "fall"
    LOW_BATTERY = "low_battery"
    REMOVED = "removed"
    FENCE_EXIT = "fence_exit"
    FENCE_ENTER = "fence_enter"
    ABNORMAL_HEART_RATE = "abnormal_heart_rate"
    POWER_CUT = "power_cut"
    UNNAMED = "unnamed"  # an alarm that does not say what it is about
    SMOKE = "smoke"
    GAS = "gas"
    LEAK = "leak"


@dataclass(frozen=True)
class SourceReading:
    """One value as the device gave it, in the metric's unit; 0 may mean that it measured nothing. `at` is aware.

    `quality` is the device's own doubt, 0..1: below 0.5 (no skin contact, an early estimate) no rule uses it.
    `source` is the device's name in the settings, "" where the sender names none. A `backfill` was measured earlier and
    kept by the device: never a reason for an alarm now. `clock_trusted`: `at` is by a clock that was found to be right.
    `home` is "" for the bridge's own.
    """

    resident: str
    metric: Metric
    value: float
    at: datetime
    quality: float = 1.0
    source: str = ""
    backfill: bool = False
    clock_trusted: bool = True
    home: str = ""

    @property
    def wearer(self) -> Wearer:
        return Wearer(self.resident, self.home)


@dataclass(frozen=True)
class SourceAlarm:
    """A wearer pressed SOS, the band felt a fall, a sensor smells smoke. `at` is aware."""

    resident: str
    kind: AlarmKind
    at: datetime
    home: str = ""

    @property
    def wearer(self) -> Wearer:
        return Wearer(self.resident, self.home)


@dataclass(frozen=True)
class SourceState:
    """What a device tells of itself, not of its wearer. None: it said nothing about that. `at` is aware."""

    resident: str
    source: str
    at: datetime
    battery_percent: int | None = None
    worn: bool | None = None
    connected: bool | None = None
    home: str = ""

    @property
    def wearer(self) -> Wearer:
        return Wearer(self.resident, self.home)


@dataclass(frozen=True)
class SourceEvent:
    """What a sensor of the home or a device of the site told: smoke, a door, a lift. `at` is aware.

    `kind` is a word of the mapping (smoke, water, door, motion, …), `state` what it is now (on, open, full, "" for a
    mere value), `value` a measured number in `unit`. `resident` is None for what belongs to nobody.
    """

    kind: str
    source: str
    at: datetime
    resident: str | None = None
    state: str = ""
    value: float | None = None
    unit: str = ""
    home: str = ""


Observation = SourceReading | SourceAlarm | SourceState | SourceEvent


class WearableSource(Protocol):
    """A band, or something that speaks for bands."""

    @property
    def name(self) -> str:
        """For the log."""
        ...

    def readings(self) -> AsyncIterator[Observation]:
        """What is measured, as it comes, for as long as it is iterated. Loses its device and finds it again itself."""
        ...
