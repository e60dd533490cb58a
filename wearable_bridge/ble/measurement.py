"""What one value of a characteristic says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.payloads import Metric


class Doubt(StrEnum):
    """Why the device itself does not quite trust its value."""

    NO_CONTACT = "no_contact"
    EARLY_ESTIMATE = "early_estimate"
    POOR_SIGNAL = "poor_signal"
    QUESTIONABLE = "questionable"
    CALIBRATING = "calibrating"
    MOVED = "moved"
    LOOSE_CUFF = "loose_cuff"
    WRONG_POSITION = "wrong_position"
    NOT_BODY_CORE = "not_body_core"


@dataclass(frozen=True)
class Value:
    """One number in the metric's unit."""

    metric: Metric
    value: float


@dataclass(frozen=True)
class Measurement:
    """Values are empty when the device measured nothing. `stamp` is the device's clock: local time, naive, unchecked.

    `contact` and `battery_percent` are None when the device does not say. `stored`: measured earlier and kept.
    `user` is a shared device's number for the person. `cuff_mmhg` is the pressure while a cuff is being filled.
    """

    values: tuple[Value, ...] = ()
    battery_percent: int | None = None
    contact: bool | None = None
    doubts: frozenset[Doubt] = frozenset()
    stamp: datetime | None = None
    stored: bool = False
    user: int | None = None
    irregular_pulse: bool = False
    rr_ms: tuple[float, ...] = ()
    cuff_mmhg: float | None = None


def values(*found: tuple[Metric, float | None]) -> tuple[Value, ...]:
    """Those that are readings: neither a special number (None) nor 0, which stands for none."""
    return tuple(Value(metric, value) for metric, value in found if value is not None and value != 0)
