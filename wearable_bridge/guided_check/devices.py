"""Which metrics can be measured of a resident now: remembered of every device that ever told a value."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from messages.payloads import Metric
from wearable_bridge.ports import SourceReading, SourceState, Wearer
from wearable_bridge.vitals.kept import Kept

NAME = "measured_by"
HEARD_WITHIN = timedelta(minutes=5)  # what speaks all the time and was not heard for so long is away
RARELY_S = 300.0  # a cuff, a thermometer: between its values it sleeps
USED_WITHIN = timedelta(days=30)  # what sleeps and was not used for so long is in a drawer
PAUSES_KEPT = 5
DEVICES_OF_ONE, PEOPLE_AT_MOST, SAVED_AT_ONCE = 8, 20_000, 500


class MetricHeard(BaseModel):
    """When a device told a metric last, and the pauses before."""

    model_config = ConfigDict(extra="ignore")

    at: AwareDatetime
    pauses_s: Annotated[list[FiniteFloat], Field(max_length=PAUSES_KEPT)] = Field(default_factory=list)

    def hear(self, at: datetime) -> None:
        """What comes late changes nothing."""
        if at > self.at:
            self.pauses_s = [*self.pauses_s, (at - self.at).total_seconds()][-PAUSES_KEPT:]
            self.at = at

    @property
    def comes_rarely(self) -> bool:
        return len(self.pauses_s) < PAUSES_KEPT or statistics.median(self.pauses_s) >= RARELY_S


def is_here(heard: MetricHeard, connected: bool | None, now: datetime) -> bool:
    """Whether a device that told this metric can do so now. `connected` is what it says itself, None where it does not.

    A clock that was set back makes nothing go away.
    """
    if connected:
        return True
    age = now - heard.at
    if heard.comes_rarely:
        return age <= USED_WITHIN
    return connected is None and age <= HEARD_WITHIN


class DevicesHeard:
    """Of all residents. OutboxError when the disk refuses."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._heard: dict[Wearer, dict[str, dict[Metric, MetricHeard]]] = {}
        self._connected: dict[tuple[Wearer, str], bool] = {}
        self._unsaved: dict[Wearer, None] = {}

    def load(self) -> None:
        """Takes up what was heard before a restart; what cannot be read is left out."""
        for wearer, devices in self._kept.all(NAME).items():
            for source, metrics in devices.items():
                try:
                    self._heard.setdefault(wearer, {})[source] = {
                        Metric(metric): MetricHeard.model_validate(heard) for metric, heard in metrics.items()
                    }
                except (ValidationError, ValueError, AttributeError):
                    continue

    def save(self) -> None:
        """Writes down what is new of some people's devices."""
        some = list(itertools.islice(self._unsaved, SAVED_AT_ONCE))
        self._kept.put(NAME, {wearer: self._document(wearer) for wearer in some})
        for wearer in some:
            self._unsaved.pop(wearer, None)

    def hear(self, reading: SourceReading) -> None:
        """A live value, whatever it is worth: the device is there."""
        wearer = reading.wearer
        if wearer not in self._heard and len(self._heard) >= PEOPLE_AT_MOST:
            return
        devices = self._heard.setdefault(wearer, {})
        if reading.source not in devices and len(devices) >= DEVICES_OF_ONE:
            return
        metrics = devices.setdefault(reading.source, {})
        known = metrics.get(reading.metric)
        if known is None:
            metrics[reading.metric] = MetricHeard(at=reading.at)
        else:
            known.hear(reading.at)
        self._unsaved.setdefault(wearer)

    def told(self, state: SourceState) -> None:
        """Whether a device says that it is connected."""
        key = (state.wearer, state.source)
        known = key in self._connected or len(self._connected) < DEVICES_OF_ONE * PEOPLE_AT_MOST
        if known and state.connected is not None:
            self._connected[key] = state.connected

    def metrics(self, wearer: Wearer, now: datetime) -> frozenset[Metric]:
        """What can be measured now. A cuff tells the pulse only with the pressure: it is none to measure by itself."""
        here = frozenset[Metric]()
        for source, metrics in self._heard.get(wearer, {}).items():
            connected = self._connected.get((wearer, source))
            present = {metric for metric, heard in metrics.items() if is_here(heard, connected, now)}
            pulse = metrics.get(Metric.HEART_RATE)
            if source and Metric.SYSTOLIC in metrics and pulse is not None and pulse.comes_rarely:
                present.discard(Metric.HEART_RATE)
            here |= present
        return here

    def _document(self, wearer: Wearer) -> Mapping[str, Any]:
        return {
            source: {metric.value: heard.model_dump(mode="json") for metric, heard in metrics.items()}
            for source, metrics in self._heard.get(wearer, {}).items()
        }
