"""From a measurement to what the bridge takes. Pure."""

from __future__ import annotations

from config.bluetooth import PairedDevice
from wearable_bridge.ble.errors import Wrong, WrongAnswerError
from wearable_bridge.ble.measurement import Doubt, Measurement
from wearable_bridge.ble.moments import Moment
from wearable_bridge.ports import SourceReading

DOUBTED_QUALITY, NO_CONTACT_QUALITY = 0.3, 0.1


def readings_of(measurement: Measurement, device: PairedDevice, moment: Moment) -> tuple[SourceReading, ...]:
    """Raises WrongAnswerError for what a shared device measured for another person."""
    if None not in (device.user, measurement.user) and device.user != measurement.user:
        raise WrongAnswerError(Wrong.USER, "measured for another user of the device")
    quality = quality_of(measurement)
    return tuple(
        SourceReading(
            device.resident,
            value.metric,
            value.value,
            moment.at,
            quality,
            device.name,
            backfill=moment.backfill,
            clock_trusted=moment.clock_trusted,
        )
        for value in measurement.values
    )


def quality_of(measurement: Measurement) -> float:
    """0..1: what the device doubts itself is stored and shown, and no rule uses it."""
    if Doubt.NO_CONTACT in measurement.doubts:
        return NO_CONTACT_QUALITY
    return DOUBTED_QUALITY if measurement.doubts else 1.0
