"""Seams of the bridge: where readings come from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from messages.payloads import Metric


class AlarmKind(StrEnum):
    """What a band reports by itself."""

    SOS = "sos"
    FALL = "fall"


@dataclass(frozen=True)
class SourceReading:
    """One value as the device gave it, in the metric's unit; 0 may mean that it measured nothing. `at` is aware."""

    resident: str
    metric: Metric
    value: float
    at: datetime


@dataclass(frozen=True)
class SourceAlarm:
    """A wearer pressed SOS, or the band felt a fall. `at` is aware."""

    resident: str
    kind: AlarmKind
    at: datetime


Observation = SourceReading | SourceAlarm


class WearableSource(Protocol):
    """A band, or something that speaks for bands."""

    @property
    def name(self) -> str:
        """For the log."""
        ...

    def readings(self) -> AsyncIterator[Observation]:
        """What is measured, as it comes, for as long as it is iterated. Loses its device and finds it again itself."""
        ...
