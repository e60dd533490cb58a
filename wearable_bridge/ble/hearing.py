"""What one connected device says, value by value."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from config.bluetooth import PairedDevice
from messages.clock import Clock
from wearable_bridge.ble.errors import BluetoothError, WrongAnswerError
from wearable_bridge.ble.gatt import decode
from wearable_bridge.ble.measurement import Measurement
from wearable_bridge.ble.moments import Pauses, moment_of
from wearable_bridge.ble.observations import readings_of
from wearable_bridge.ports import Observation, SourceState
from wearable_bridge.tally import Tally

WRONG_IN_A_ROW_AT_MOST = 50


class Hearing:
    """Of one connection. A wrong answer is counted and passed over; too many in a row end the connection.

    `behind` is what the device's clock was behind when it was asked, before it was set; None: it could not be asked.
    """

    def __init__(
        self,
        device: PairedDevice,
        clock: Clock,
        zone: ZoneInfo,
        tally: Tally,
        behind: timedelta | None = None,
        time_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._device = device
        self._clock = clock
        self._zone = zone
        self._tally = tally
        self._behind = behind
        self._time_s = time_s
        self._pauses = Pauses(time_s())
        self._worn: bool | None = None
        self._wrong_in_a_row = 0

    def hear(self, number: str, value: bytes) -> tuple[Observation, ...]:
        """Raises BluetoothError when the device answers nothing but nonsense."""
        try:
            heard = self._observations(decode(number, value))
        except WrongAnswerError as error:
            self._tally.add(error.wrong.value)
            self._wrong_in_a_row += 1
            if self._wrong_in_a_row >= WRONG_IN_A_ROW_AT_MOST:
                raise BluetoothError("connected, and answers nonsense") from error
            return ()
        self._wrong_in_a_row = 0
        return heard

    def _observations(self, measurement: Measurement) -> tuple[Observation, ...]:
        now, zone, trusted = self._clock.now(), self._zone, self._clock.trusted
        alone = bool(measurement.values) and self._pauses.is_alone(self._time_s())
        moment = moment_of(measurement, now, zone, trusted, self._behind, alone)
        if not moment.clock_trusted:
            self._tally.add("clock_off")
        readings = readings_of(measurement, self._device, moment)
        changed = measurement.contact is not None and measurement.contact is not self._worn
        if measurement.battery_percent is None and not changed:
            return readings
        self._worn = measurement.contact if changed else self._worn
        state = SourceState(
            self._device.resident,
            self._device.name,
            now,
            battery_percent=measurement.battery_percent,
            worn=measurement.contact if changed else None,
        )
        return (state, *readings)
