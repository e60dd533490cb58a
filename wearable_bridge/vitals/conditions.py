"""What a rule finds, and when it is worth asking about. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from messages.findings import OF_BANDS, alert_kind
from messages.payloads import AlertKind, Metric, Urgency

ESCALATES_AFTER_S = 3600.0  # the chart has somebody with a score of 3 looked at again within the hour


class FindingKind(StrEnum):
    """What was found."""

    PULSE_HIGH = "pulse_high"
    PULSE_LOW = "pulse_low"
    PULSE_RISEN = "pulse_risen"  # against this person's own
    OXYGEN_LOW = "oxygen_low"
    OXYGEN_FALLEN = "oxygen_fallen"
    PRESSURE_HIGH = "pressure_high"
    PRESSURE_LOW = "pressure_low"
    PRESSURE_FALLEN = "pressure_fallen"
    MEAN_PRESSURE_LOW = "mean_pressure_low"
    MEAN_PRESSURE_HIGH = "mean_pressure_high"
    TEMPERATURE_HIGH = "temperature_high"
    TEMPERATURE_LOW = "temperature_low"
    TEMPERATURE_RISEN = "temperature_risen"
    BREATHING_FAST = "breathing_fast"
    BREATHING_SLOW = "breathing_slow"
    SEVERAL = "several"  # a partial score
    BAND_OFF = "band_off"
    BAND_SILENT = "band_silent"
    BATTERY_LOW = "battery_low"
    NO_MOTION = "no_motion"
    WATER_UNUSED = "water_unused"


_NOBODY_IS_WOKEN_FOR = OF_BANDS | {
    FindingKind.TEMPERATURE_LOW,
    FindingKind.TEMPERATURE_RISEN,
    FindingKind.OXYGEN_FALLEN,
    FindingKind.PULSE_RISEN,
}
_ASKED_AGAIN_AFTER_S: Mapping[AlertKind, float] = {AlertKind.BAND_CARE: 12 * 3600, AlertKind.NO_SIGN_OF_LIFE: 6 * 3600}


@dataclass(frozen=True)
class Condition:
    """Something that lasts. `value` is the median of the values that showed it, where something was measured."""

    kind: FindingKind
    metric: Metric | None
    value: float | None
    urgency: Urgency
    lasted_s: float


@dataclass(frozen=True)
class AskedBefore:
    """The last finding of the same kind about the same person."""

    urgency: Urgency
    at: datetime


def escalated(urgency: Urgency, lasted_s: float) -> Urgency:
    """What wants attention and does not pass within the hour is urgent."""
    late = urgency is Urgency.ATTENTION and lasted_s >= ESCALATES_AFTER_S
    return Urgency.URGENT if late else urgency


def worth_asking(condition: Condition, before: AskedBefore | None, now: datetime, ask_again_after_s: float) -> bool:
    """Asked at most once in `ask_again_after_s` (about a band or a home: in hours), unless it has become more urgent,
    or the clock was set back."""
    if before is None or condition.urgency.rank < before.urgency.rank:
        return True
    pause_s = max(ask_again_after_s, _ASKED_AGAIN_AFTER_S.get(alert_kind(condition.kind), 0.0))
    since_s = (now - before.at).total_seconds()
    return since_s >= pause_s or since_s < 0


def waits_for_the_morning(condition: Condition) -> bool:
    """Nobody is woken for a small change or for a band, unless it has become urgent."""
    return condition.urgency is Urgency.ATTENTION and condition.kind in _NOBODY_IS_WOKEN_FOR


def is_night(hour: int, night_from: int, night_until: int) -> bool:
    """Whether a local hour belongs to the night, which may begin before midnight or after."""
    if night_from <= night_until:
        return night_from <= hour < night_until
    return hour >= night_from or hour < night_until
