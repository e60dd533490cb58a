"""What a device tells, as a check sees it."""

from __future__ import annotations

from messages.guided_check import Measuring
from wearable_bridge.guided_check.desk import CheckDesk
from wearable_bridge.guided_check.devices import DevicesHeard
from wearable_bridge.plausibility import USED_FROM_QUALITY, Verdict
from wearable_bridge.ports import SourceReading, SourceState


class CheckWitness:
    """wearable_bridge.intake.Witness for the guided check."""

    def __init__(self, devices: DevicesHeard, desk: CheckDesk) -> None:
        self._devices, self._desk = devices, desk

    def read(self, reading: SourceReading, verdict: Verdict, quality: float, worn: bool) -> None:
        self._devices.hear(reading)
        self._desk.measured(reading, measuring(verdict, quality, worn))

    def told(self, state: SourceState) -> None:
        self._devices.told(state)


def measuring(verdict: Verdict, quality: float, worn: bool) -> Measuring:
    """Pure."""
    if not worn:
        return Measuring.OFF
    if not verdict.is_reading:
        return Measuring.NOTHING
    return Measuring.GOOD if quality >= USED_FROM_QUALITY else Measuring.DOUBTFUL
